#include "import/csv_columns.h"

#include <algorithm>
#include <array>

#include "base/unicode.h"
#include "import/characters.h"

namespace st {
namespace {

struct NamedRole {
  std::string_view name;
  ColumnRole role;
};

constexpr std::array<NamedRole, 94> kRoles = {{
    {"id", ColumnRole::kId},
    {"key", ColumnRole::kId},
    {"issue key", ColumnRole::kId},
    {"issuekey", ColumnRole::kId},
    {"story id", ColumnRole::kId},
    {"iid", ColumnRole::kId},
    {"number", ColumnRole::kId},
    {"vorgangsschlüssel", ColumnRole::kId},
    {"schlüssel", ColumnRole::kId},
    {"clé de ticket", ColumnRole::kId},
    {"clave de incidencia", ColumnRole::kId},
    {"chave da item", ColumnRole::kId},
    {"issue id", ColumnRole::kInternalId},
    {"vorgangs-id", ColumnRole::kInternalId},
    {"work item type", ColumnRole::kType},
    {"issue type", ColumnRole::kType},
    {"issuetype", ColumnRole::kType},
    {"work type", ColumnRole::kType},
    {"type", ColumnRole::kType},
    {"vorgangstyp", ColumnRole::kType},
    {"type de ticket", ColumnRole::kType},
    {"tipo de incidencia", ColumnRole::kType},
    {"tipo de item", ColumnRole::kType},
    {"title", ColumnRole::kTitle},
    {"summary", ColumnRole::kTitle},
    {"name", ColumnRole::kTitle},
    {"titel", ColumnRole::kTitle},
    {"zusammenfassung", ColumnRole::kTitle},
    {"résumé", ColumnRole::kTitle},
    {"resumen", ColumnRole::kTitle},
    {"resumo", ColumnRole::kTitle},
    {"state", ColumnRole::kState},
    {"status", ColumnRole::kState},
    {"état", ColumnRole::kState},
    {"estado", ColumnRole::kState},
    {"resolution", ColumnRole::kResolution},
    {"reason", ColumnRole::kResolution},
    {"resolved reason", ColumnRole::kResolution},
    {"lösung", ColumnRole::kResolution},
    {"résolution", ColumnRole::kResolution},
    {"resolución", ColumnRole::kResolution},
    {"created", ColumnRole::kCreated},
    {"created date", ColumnRole::kCreated},
    {"created at", ColumnRole::kCreated},
    {"created at (utc)", ColumnRole::kCreated},
    {"erstellt", ColumnRole::kCreated},
    {"création", ColumnRole::kCreated},
    {"créée", ColumnRole::kCreated},
    {"creada", ColumnRole::kCreated},
    {"criado", ColumnRole::kCreated},
    {"closed", ColumnRole::kClosed},
    {"closed date", ColumnRole::kClosed},
    {"closed at", ColumnRole::kClosed},
    {"closed at (utc)", ColumnRole::kClosed},
    {"resolved", ColumnRole::kClosed},
    {"resolution date", ColumnRole::kClosed},
    {"erledigt", ColumnRole::kClosed},
    {"résolue", ColumnRole::kClosed},
    {"resuelta", ColumnRole::kClosed},
    {"resolvido", ColumnRole::kClosed},
    {"updated", ColumnRole::kChanged},
    {"changed date", ColumnRole::kChanged},
    {"updated at (utc)", ColumnRole::kChanged},
    {"rev", ColumnRole::kChanged},
    {"area path", ColumnRole::kArea},
    {"area", ColumnRole::kArea},
    {"component/s", ColumnRole::kArea},
    {"components", ColumnRole::kArea},
    {"component", ColumnRole::kArea},
    {"module", ColumnRole::kArea},
    {"komponente/n", ColumnRole::kArea},
    {"komponenten", ColumnRole::kArea},
    {"composants", ColumnRole::kArea},
    {"componente/s", ColumnRole::kArea},
    {"tags", ColumnRole::kTags},
    {"labels", ColumnRole::kTags},
    {"stichwörter", ColumnRole::kTags},
    {"étiquettes", ColumnRole::kTags},
    {"etiquetas", ColumnRole::kTags},
    {"description", ColumnRole::kDescription},
    {"user story", ColumnRole::kDescription},
    {"story", ColumnRole::kDescription},
    {"context", ColumnRole::kDescription},
    {"beschreibung", ColumnRole::kDescription},
    {"descripción", ColumnRole::kDescription},
    {"descrição", ColumnRole::kDescription},
    {"repro steps", ColumnRole::kDescription},
    {"acceptance criteria", ColumnRole::kCriteria},
    {"akzeptanzkriterien", ColumnRole::kCriteria},
    {"comment", ColumnRole::kComment},
    {"kommentar", ColumnRole::kComment},
    {"url", ColumnRole::kUrl},
    {"assigned to", ColumnRole::kAssignee},
    {"parent", ColumnRole::kParent},
}};

constexpr std::array<NamedRole, 4> kParentRoles = {{
    {"parent key", ColumnRole::kParent},
    {"epic link", ColumnRole::kParent},
    {"parent id", ColumnRole::kParentInternalId},
    {"comments", ColumnRole::kComment},
}};

ColumnRole role_of_name(std::string_view lower) {
  for (const NamedRole& known : kRoles) {
    if (known.name == lower) return known.role;
  }
  for (const NamedRole& known : kParentRoles) {
    if (known.name == lower) return known.role;
  }
  return ColumnRole::kNone;
}

// "Custom field (Acceptance Criteria)": acceptance criteria.
std::string_view custom_field_name(std::string_view lower) {
  for (const std::string_view start : {"custom field (", "benutzerdefinierte felder (",
                                       "champs personnalisés (", "campo personalizado ("}) {
    if (lower.substr(0, start.size()) == start && lower.back() == ')') {
      return lower.substr(start.size(), lower.size() - start.size() - 1);
    }
  }
  return lower;
}

// "Outward issue link (Duplicate)" says that this item duplicates the other, the inward one the reverse.
std::optional<Column> link_column(std::string_view lower) {
  const bool outward = lower.rfind("outward issue link (", 0) == 0;
  const bool inward = lower.rfind("inward issue link (", 0) == 0;
  if ((!outward && !inward) || lower.back() != ')') return std::nullopt;
  const std::size_t open = lower.find('(');
  Column column;
  column.role = ColumnRole::kLink;
  column.link = link_of_name(lower.substr(open + 1, lower.size() - open - 2)).value_or(LinkName{});
  if (inward) column.link.inverse = !column.link.inverse;
  return column;
}

bool has_header(const std::vector<std::string>& header, std::string_view lower_name) {
  return std::any_of(header.begin(), header.end(),
                     [&](const std::string& name) { return to_lower(one_line(name)) == lower_name; });
}

}  // namespace

Column column_of_header(std::string_view name) {
  const std::string lower = to_lower(one_line(name));
  if (lower.empty()) return {};
  if (const auto link = link_column(lower)) return *link;
  Column column;
  if (lower.size() == 7 && lower.rfind("title ", 0) == 0 && is_ascii_digit(lower[6])) {
    column.role = ColumnRole::kTitle;
    column.title_level = lower[6] - '0';
    return column;
  }
  const std::string_view custom = custom_field_name(lower);
  column.role = role_of_name(custom);
  const bool is_custom = custom.size() != lower.size();
  const bool custom_role_counts = column.role == ColumnRole::kCriteria ||
                                  column.role == ColumnRole::kParent ||
                                  column.role == ColumnRole::kDescription;
  if (is_custom && !custom_role_counts) column.role = ColumnRole::kNone;
  return column;
}

std::vector<Column> columns_of_header(const std::vector<std::string>& header) {
  std::vector<Column> columns;
  for (const std::string& name : header) columns.push_back(column_of_header(name));
  // Jira Cloud has the parent's internal id in "Parent" and its key in "Parent key".
  if (has_header(header, "parent key")) {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (to_lower(one_line(header[i])) == "parent") columns[i].role = ColumnRole::kParentInternalId;
    }
  }
  return columns;
}

std::optional<SourceFormat> detect_csv(const std::vector<std::string>& header) {
  if (header.size() < 2) return std::nullopt;
  bool has_text = false;
  std::size_t known = 0;
  for (const Column& column : columns_of_header(header)) {
    has_text = has_text || column.role == ColumnRole::kTitle || column.role == ColumnRole::kDescription;
    known += column.role != ColumnRole::kNone ? 1 : 0;
  }
  if (!has_text || known < 2) return std::nullopt;
  if (has_header(header, "work item type") || has_header(header, "area path"))
    return SourceFormat::kAzureCsv;
  for (const std::string_view name : {"issue key", "issue type", "vorgangsschlüssel", "clé de ticket",
                                      "clave de incidencia", "project key"}) {
    if (has_header(header, name)) return SourceFormat::kJiraCsv;
  }
  if (has_header(header, "issue id") && has_header(header, "created at (utc)"))
    return SourceFormat::kGitlabCsv;
  if (has_header(header, "issuekey") && has_header(header, "storypoints")) return SourceFormat::kGitlabCsv;
  return SourceFormat::kCsv;
}

}  // namespace st
