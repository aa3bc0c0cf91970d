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
         (statement.words[i - 1].is("at") ||
          (i > 1 && statement.words[i - 1].is("of") && statement.words[i - 2].is("first")));
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

bool idle_modifier(const Word& word) {
  return word.function_word || word.part == PartOfSpeech::kNumber ||
         word.part == PartOfSpeech::kPunctuation;
}

// How the evidence names the things that the statement says all of.
enum class Named { kNowhere, kNarrower, kSome, kAsKind };

// "a visitor", "visitors": any of them.
bool generic(const Reading& passage, std::uint32_t at) {
  const auto& words = passage.words;
  std::uint32_t first = at;
  while (first > 0 && (words[first - 1].part == PartOfSpeech::kNoun ||
                       words[first - 1].part == PartOfSpeech::kAdjective))
    --first;
  const Word* left = first > 0 ? &words[first - 1] : nullptr;
  if (left != nullptr && (left->is("a") || left->is("an"))) return true;
  const bool bare =
      left == nullptr || (left->part != PartOfSpeech::kDeterminer && left->part != PartOfSpeech::kNumber &&
                          left->part != PartOfSpeech::kPronoun);
  return bare && words[at].lower.ends_with("s");
}

// "blood tests", "a donor who", "the offices North and South" are fewer than tests, donors and offices.
bool narrowed(const Case& c, std::uint32_t p, std::uint32_t at, bool same_word) {
  const Reading& passage = c.evidence[p];
  const auto& words = passage.words;
  const auto unsaid = [&](std::uint32_t i) { return c.alignment.said_of[p][i] < kRelated; };
  if (same_word && at > 0 && !idle_modifier(words[at - 1]) && words[at - 1].part != PartOfSpeech::kVerb &&
      words[at - 1].part != PartOfSpeech::kAdverb && unsaid(at - 1))
    return true;
  if (at + 1 >= words.size()) return false;
  const Word& next = words[at + 1];
  if (next.is("who") || next.is("whose") || next.is("that") || next.is("which"))
    return at + 2 < words.size() && unsaid(at + 2);
  return next.part == PartOfSpeech::kNoun && next.capitalised && !next.sentence_start && unsaid(at + 1);
}

// The noun that "every" or "all" counts: the first one after it.
Named named(const Case& c, std::size_t universal) {
  constexpr std::size_t kReach = 4;
  const Unit* counted = nullptr;
  for (std::size_t i = universal + 1; i < std::min(c.statement.words.size(), universal + kReach); ++i) {
    const Unit* unit = c.alignment.unit_of(i);
    const bool noun = c.statement.words[i].part == PartOfSpeech::kNoun;
    if (counted != nullptr && !noun) break;
    if (unit != nullptr && noun) counted = unit;
  }
  if (counted == nullptr) return Named::kSome;
  bool seen = false, some = false;
  const double least = counted->exact() ? 0.99 : 0.6;
  for (const Match& match : counted->matches) {
    if (match.nearness < least) continue;
    seen = true;
    const bool same_word = match.nearness > 0.99;
    if (narrowed(c, match.passage, match.word, same_word)) continue;
    if (generic(c.evidence[match.passage], match.word)) return Named::kAsKind;
    some = true;
  }
  return some ? Named::kSome : seen ? Named::kNarrower : Named::kNowhere;
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
    const Named how = named(c, i);
    const bool denied = c.statement.denied[i] && word.lower.starts_with("any");
    findings.push_back({denied                               ? 0.06
                        : how == Named::kNarrower            ? 0.58
                        : mild                               ? 0.06
                        : how == Named::kAsKind && !of_place ? (limited(c) ? 0.3 : 0.1)
                        : limited(c) || of_place             ? 0.55
                        : how == Named::kNowhere             ? 0.55
                                                             : 0.3,
                        "the statement says '" + word.lower + "'; the evidence does not reach that far"});
    break;
  }
  return findings;
}

}  // namespace st::guard
