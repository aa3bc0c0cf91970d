#include "language/clause_bounds.h"

#include <algorithm>

namespace st {
namespace {

using enum PartOfSpeech;

bool ends_clause(const Word& word) {
  return word.part == kPunctuation &&
         (word.is(".") || word.is(";") || word.is("!") || word.is("?") || word.is(":") || word.is("(") ||
          word.is(")") || word.is("\xE2\x80\x93") || word.is("\xE2\x80\x94"));
}

// Words that open a clause of their own, wherever they stand.
bool opens_clause(std::span<const Word> words, std::size_t i) {
  const Word& word = words[i];
  if (word.is("but") || word.is("while") || word.is("whereas") || word.is("if") || word.is("when") ||
      word.is("whenever") || word.is("unless") || word.is("because") || word.is("although") ||
      word.is("though") || word.is("provided") || word.is("whereupon") || word.is("except") ||
      word.is("otherwise")) {
    return i > 0;
  }
  const bool so_that =
      word.is("so") && i + 1 < words.size() &&
      (words[i + 1].is("that") || words[i + 1].part == kPronoun || words[i + 1].part == kDeterminer);
  const bool in_case =
      word.is("in") && i + 1 < words.size() && (words[i + 1].is("case") || words[i + 1].is("which"));
  return so_that || in_case || ((word.is("which") || word.is("who") || word.is("whose")) && i > 0);
}

// Whether a finite verb stands in the few words after a comma or "and", after a noun phrase: a clause of
// its own.
bool new_subject_follows(std::span<const Word> words, std::size_t i) {
  bool noun = false;
  for (std::size_t at = i; at < words.size() && at < i + 7; ++at) {
    const Word& word = words[at];
    const bool pronoun_that = word.is("that") && at > i && words[at - 1].part == kPreposition;
    if (word.part == kPunctuation || (word.part == kConjunction && !pronoun_that)) return false;
    if ((word.part == kModal || word.part == kAuxiliary || word.part == kVerb) && noun) return true;
    if (word.part == kVerb || word.part == kModal || word.part == kAuxiliary) return false;
    noun |= word.part == kNoun || word.part == kPronoun || word.part == kIdentifier;
  }
  return false;
}

bool begins_clause(std::span<const Word> words, std::size_t i) {
  if (i == 0) return false;
  if (words[i].sentence_start || ends_clause(words[i - 1]) || opens_clause(words, i)) return true;
  const bool after_joint = words[i - 1].is(",") || words[i - 1].is("and") || words[i - 1].is("or");
  return after_joint && new_subject_follows(words, i);
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> clause_ranges(std::span<const Word> words) {
  std::vector<std::pair<std::size_t, std::size_t>> ranges;
  std::size_t begin = 0;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!begins_clause(words, i)) continue;
    ranges.emplace_back(begin, i);
    begin = i;
  }
  if (begin < words.size()) ranges.emplace_back(begin, words.size());
  return ranges;
}

std::pair<std::size_t, std::size_t> range_of(std::span<const std::pair<std::size_t, std::size_t>> ranges,
                                             std::size_t at) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), at,
                                      [](std::size_t key, const auto& range) { return key < range.first; });
  if (after == ranges.begin()) return {0, 0};
  return *std::prev(after);
}

}  // namespace st
