#include "import/format.h"

#include <array>
#include <utility>

#include "import/importer.h"

namespace st {
namespace {

constexpr std::array<std::pair<SourceFormat, std::string_view>, 11> kNames = {{
    {SourceFormat::kAzureCsv, "ado-csv"},
    {SourceFormat::kAzureJson, "ado-json"},
    {SourceFormat::kJiraCsv, "jira-csv"},
    {SourceFormat::kJiraJson, "jira-json"},
    {SourceFormat::kGithubJson, "github-json"},
    {SourceFormat::kGitlabJson, "gitlab-json"},
    {SourceFormat::kGitlabCsv, "gitlab-csv"},
    {SourceFormat::kCsv, "csv"},
    {SourceFormat::kMarkdown, "markdown"},
    {SourceFormat::kJsonl, "jsonl"},
    {SourceFormat::kText, "text"},
}};

}  // namespace

std::string_view format_name(SourceFormat format) {
  for (const auto& [value, name] : kNames) {
    if (value == format) return name;
  }
  return {};
}

std::optional<SourceFormat> format_of_name(std::string_view name) {
  for (const auto& [value, known] : kNames) {
    if (known == name) return value;
  }
  return std::nullopt;
}

const std::vector<std::string>& import_format_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& [value, name] : kNames) all.emplace_back(name);
    return all;
  }();
  return names;
}

}  // namespace st
