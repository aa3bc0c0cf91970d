#include <algorithm>
#include <array>
#include <string_view>

#include "guard/finding.h"
#include "guard/restriction.h"
#include "guard/support.h"

namespace st::guard {
namespace {

constexpr std::array<std::string_view, 18> kUniversal = {
    "all",      "always",  "any",    "every",   "everyone", "everybody",  "each",  "entire",   "everything",
    "whatever", "whoever", "anyone", "anybody", "anything", "everywhere", "whole", "anywhere", "complete"};
// Words of the evidence that reach as far without being universal themselves.
constexpr std::array<std::string_view, 12> kReaching = {"no",      "nobody",     "none",       "never",
                                                        "nothing", "regardless", "without",    "unless",
                                                        "full",    "whichever",  "throughout", "only"};

bool is_one_of(std::span<const std::string_view> list, const Word& word) {
  return std::find(list.begin(), list.end(), std::string_view(word.lower)) != list.end();
}

bool reaches(const Reading& passage) {
  return std::any_of(passage.words.begin(), passage.words.end(), [](const Word& word) {
    return is_one_of(kUniversal, word) || is_one_of(kReaching, word);
  });
}

// "in any case", "at all": no claim about how many.
bool idle(const Reading& statement, std::size_t i) {
  return statement.words[i].is("all") && i > 0 &&
         (statement.words[i - 1].is("at") || statement.words[i - 1].is("of"));
}

// Whether what the statement rests on says for whom or when: then "all" is more than was said.
bool limited(const Case& c) {
  const std::vector<SupportSentence> support = support_of(c);
  for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
    for (const Restriction& restriction : restrictions_of(c.evidence[p])) {
      if (rests_on(support, p, restriction.sentence)) return true;
    }
  }
  return false;
}

}  // namespace

Findings ask_scope(const Case& c) {
  Findings findings;
  const bool evidence_reaches = std::any_of(c.evidence.begin(), c.evidence.end(), reaches);
  for (std::size_t i = 0; i < c.statement.words.size(); ++i) {
    const Word& word = c.statement.words[i];
    if (!is_one_of(kUniversal, word) || idle(c.statement, i) || c.statement.purpose[i] ||
        c.statement.in_quantity[i])
      continue;
    const bool of_time = i + 1 < c.statement.words.size() &&
                         (c.statement.words[i + 1].is("night") || c.statement.words[i + 1].is("morning") ||
                          c.statement.words[i + 1].is("evening") || c.statement.words[i + 1].is("time"));
    if (of_time) continue;
    bool same = false;
    for (const Reading& passage : c.evidence) {
      same |= std::any_of(passage.words.begin(), passage.words.end(),
                          [&](const Word& w) { return w.lower == word.lower; });
    }
    if (same) continue;
    const bool of_place =
        word.is("entire") || word.is("everywhere") || word.is("anywhere") || word.is("whole");
    const bool mild = (evidence_reaches && !of_place) || word.is("each") || word.is("complete");
    findings.push_back({mild                     ? 0.06
                        : limited(c) || of_place ? 0.55
                                                 : 0.3,
                        "the statement says '" + word.lower + "'; the evidence does not reach that far"});
    break;
  }
  return findings;
}

}  // namespace st::guard
