#include "import/vocabulary.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/unicode.h"
#include "import/characters.h"

namespace st {
namespace {

using Words = std::pair<std::string_view, std::string_view>;

constexpr std::array<Words, 26> kTypes = {{
    {"story", "User Story"},
    {"user story", "User Story"},
    {"user-story", "User Story"},
    {"userstory", "User Story"},
    {"bug", "Bug"},
    {"task", "Task"},
    {"spike", "Spike"},
    {"epic", "Epic"},
    {"feature", "Feature"},
    {"chore", "Chore"},
    {"sub-task", "Sub-task"},
    {"subtask", "Sub-task"},
    {"defect", "Defect"},
    {"enhancement", "Enhancement"},
    {"improvement", "Improvement"},
    {"incident", "Incident"},
    {"issue", "Issue"},
    {"new feature", "New Feature"},
    {"feature request", "Feature Request"},
    {"test case", "Test Case"},
    {"requirement", "Requirement"},
    {"product backlog item", "Product Backlog Item"},
    {"technical debt", "Technical Debt"},
    {"maintenance", "Maintenance"},
    {"anwenderstory", "User Story"},
    {"technical task", "Technical Task"},
}};

std::string_view known_type(std::string_view lower) {
  for (const auto& [word, type] : kTypes) {
    if (word == lower) return type;
  }
  return {};
}

constexpr std::array<std::string_view, 35> kDone = {
    "done",     "closed",   "resolved",    "completed",     "complete", "delivered",
    "released", "accepted", "fixed",       "verified",      "finished", "merged",
    "shipped",  "deployed", "implemented", "live",          "archived", "closed: completed",
    "fertig",   "erledigt", "geschlossen", "abgeschlossen", "terminé",  "terminée",
    "fermé",    "fermée",   "résolu",      "hecho",         "cerrado",  "cerrada",
    "resuelto", "fatto",    "chiuso",      "concluído",     "gereed"};

constexpr std::array<std::string_view, 31> kRemoved = {
    "moved",           "removed",          "rejected",         "won't do",
    "wont do",         "won't fix",        "wont fix",         "wontfix",
    "not planned",     "not_planned",      "duplicate",        "cannot reproduce",
    "can't reproduce", "invalid",          "declined",         "cancelled",
    "canceled",        "abandoned",        "obsolete",         "incomplete",
    "as designed",     "not a bug",        "not fixed",        "out of scope",
    "withdrawn",       "deferred",         "discarded",        "abgelehnt",
    "verworfen",       "not reproducible", "works as designed"};

template <std::size_t n>
bool has_word(const std::array<std::string_view, n>& words, std::string_view lower) {
  return std::find(words.begin(), words.end(), lower) != words.end();
}

// The typographic apostrophe of "Won’t Do" as the plain one.
std::string state_word(std::string_view text) {
  std::string lower = to_lower(one_line(text));
  for (std::size_t at; (at = lower.find("’")) != std::string::npos;)
    lower.replace(at, std::string_view("’").size(), "'");
  return lower;
}

struct NamedLink {
  std::string_view name;
  LinkKind kind;
  bool inverse;
};

constexpr std::array<NamedLink, 40> kLinks = {{
    {"duplicates", LinkKind::kDuplicates, false},
    {"duplicate", LinkKind::kDuplicates, false},
    {"duplicate of", LinkKind::kDuplicates, false},
    {"is a duplicate of", LinkKind::kDuplicates, false},
    {"is duplicate of", LinkKind::kDuplicates, false},
    {"closed as duplicate of", LinkKind::kDuplicates, false},
    {"is duplicated by", LinkKind::kDuplicates, true},
    {"duplicated by", LinkKind::kDuplicates, true},
    {"supersedes", LinkKind::kSupersedes, false},
    {"replaces", LinkKind::kSupersedes, false},
    {"obsoletes", LinkKind::kSupersedes, false},
    {"is superseded by", LinkKind::kSupersedes, true},
    {"superseded by", LinkKind::kSupersedes, true},
    {"is replaced by", LinkKind::kSupersedes, true},
    {"replaced by", LinkKind::kSupersedes, true},
    {"relates", LinkKind::kRelates, false},
    {"relates to", LinkKind::kRelates, false},
    {"relates_to", LinkKind::kRelates, false},
    {"related", LinkKind::kRelates, false},
    {"related to", LinkKind::kRelates, false},
    {"parent", LinkKind::kParent, false},
    {"has parent", LinkKind::kParent, false},
    {"is child of", LinkKind::kParent, false},
    {"child of", LinkKind::kParent, false},
    {"epic", LinkKind::kParent, false},
    {"epic link", LinkKind::kParent, false},
    {"part of", LinkKind::kParent, false},
    {"child", LinkKind::kParent, true},
    {"is parent of", LinkKind::kParent, true},
    {"system.linktypes.duplicates", LinkKind::kDuplicates, false},
    {"system.linktypes.supersedes", LinkKind::kSupersedes, false},
    {"system.linktypes.relates", LinkKind::kRelates, false},
    {"system.linktypes.parent", LinkKind::kParent, false},
    {"system.linktypes.related", LinkKind::kRelates, false},
    {"system.linktypes.duplicate-reverse", LinkKind::kDuplicates, false},
    {"system.linktypes.duplicate-forward", LinkKind::kDuplicates, true},
    {"system.linktypes.hierarchy-reverse", LinkKind::kParent, false},
    {"system.linktypes.hierarchy-forward", LinkKind::kParent, true},
    {"system.linktypes.dependency-forward", LinkKind::kRelates, false},
    {"system.linktypes.dependency-reverse", LinkKind::kRelates, false},
}};

}  // namespace

std::string normal_type(std::string_view type) {
  const std::string plain = one_line(type);
  const std::string_view known = known_type(to_lower(plain));
  return known.empty() ? plain : std::string(known);
}

std::string type_of_label(std::string_view label) {
  std::string lower = to_lower(one_line(label));
  for (const std::string_view prefix :
       {"type::", "type: ", "type:", "type/", "type-", "kind/", "kind: ", "kind:"}) {
    if (lower.rfind(prefix, 0) != 0) continue;
    return normal_type(trim(one_line(label)).substr(prefix.size()));
  }
  return std::string(known_type(lower));
}

StoryState normal_state(std::string_view state, std::string_view resolution, bool has_closing_date) {
  const std::string word = state_word(state);
  const std::string reason = state_word(resolution);
  if (has_word(kRemoved, word)) return StoryState::kRemoved;
  if (has_word(kDone, word)) return has_word(kRemoved, reason) ? StoryState::kRemoved : StoryState::kDone;
  if (word.empty() && reason.empty() && !has_closing_date) return StoryState::kUnknown;
  if (!has_closing_date) return StoryState::kOpen;
  return has_word(kRemoved, reason) ? StoryState::kRemoved : StoryState::kDone;
}

std::optional<LinkName> link_of_name(std::string_view name) {
  const std::string lower = to_lower(one_line(name));
  for (const NamedLink& link : kLinks) {
    if (link.name == lower) return LinkName{link.kind, link.inverse};
  }
  return std::nullopt;
}

}  // namespace st
