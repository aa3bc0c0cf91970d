#include "combine/retirement.h"

#include <array>
#include <string_view>

#include "base/unicode.h"
#include "combine/phrases.h"

namespace st::combine {
namespace {

constexpr std::array<std::string_view, 40> kCues = {
    "no longer",    "discontinue",    "discontinued", "dropped",    "drop",      "drops",
    "goes away",    "go away",        "abolish",      "abolished",  "retire",    "retired",
    "decommission", "decommissioned", "switched off", "switch off", "withdrawn", "withdraw",
    "removed",      "remove",         "dismantle",    "dismantled", "taken off", "taken down",
    "cease",        "ceases",         "stop",         "stops",      "stopped",   "scrap",
    "scrapped",     "ends",           "disappears",   "disappear",  "is gone",   "are gone",
    "goodbye",      "phased out",     "shut down",    "turned off"};

// In a sentence with one of these, the cue is a condition, a wish or part of a rule.
constexpr std::array<std::string_view, 6> kSentenceGuards = {"i want", "if",     "when",
                                                             "once",   "unless", "whenever"};
constexpr std::array<std::string_view, 12> kClauseGuards = {"before",   "after", "can be",     "can",
                                                            "not be",   "never", "without",    "may be",
                                                            "must not", "until", "as long as", "may"};

std::vector<std::string_view> clauses_of(std::string_view lower) {
  constexpr std::array<std::string_view, 4> kBreaks = {";", ":", ", ", " and "};
  std::vector<std::string_view> clauses;
  for (std::size_t start = 0; start < lower.size();) {
    std::size_t cut = lower.size();
    std::size_t length = 0;
    for (const std::string_view sep : kBreaks) {
      const std::size_t at = lower.find(sep, start);
      if (at < cut) {
        cut = at;
        length = sep.size();
      }
    }
    clauses.push_back(lower.substr(start, cut - start));
    start = cut + length;
    if (length == 0) break;
  }
  return clauses;
}

// The clause with its cues blanked; empty where it has none.
std::string without_cues(std::string_view clause) {
  std::string rest(clause);
  bool found = false;
  for (const std::string_view cue : kCues) {
    for (std::size_t at = find_phrase(rest, cue); at != std::string::npos;
         at = find_phrase(rest, cue, at)) {
      rest.replace(at, cue.size(), cue.size(), ' ');
      found = true;
    }
  }
  return found ? rest : std::string();
}

}  // namespace

std::vector<std::string> retiring_clauses(std::string_view sentence) {
  std::vector<std::string> out;
  const std::string lower = to_lower(sentence);
  if (lower.ends_with('?') || has_any_phrase(lower, kSentenceGuards)) return out;
  for (const std::string_view clause : clauses_of(lower)) {
    if (has_any_phrase(clause, kClauseGuards)) continue;
    if (std::string rest = without_cues(clause); !rest.empty()) out.push_back(std::move(rest));
  }
  return out;
}

std::vector<std::string> quoted_names(std::string_view sentence) {
  std::vector<std::string> names;
  for (std::size_t open = sentence.find('"'); open != std::string_view::npos;) {
    const std::size_t close = sentence.find('"', open + 1);
    if (close == std::string_view::npos) break;
    if (close > open + 1) names.push_back(to_lower(sentence.substr(open + 1, close - open - 1)));
    open = sentence.find('"', close + 1);
  }
  return names;
}

}  // namespace st::combine
