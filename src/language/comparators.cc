#include "language/comparators.h"

#include <array>
#include <string_view>

namespace st {
namespace {

using enum Comparator;

// A phrase of up to four words; longer phrases stand before shorter ones that end or begin alike.
struct Phrase {
  std::array<std::string_view, 4> words;
  Comparator comparator;

  std::size_t size() const {
    std::size_t n = 0;
    while (n < words.size() && !words[n].empty()) ++n;
    return n;
  }
};

constexpr std::array kBefore = std::to_array<Phrase>({
    {{"no", "more", "than"}, kAtMost},
    {{"not", "more", "than"}, kAtMost},
    {{"no", "later", "than"}, kAtMost},
    {{"not", "later", "than"}, kAtMost},
    {{"no", "longer", "than"}, kAtMost},
    {{"not", "longer", "than"}, kAtMost},
    {{"no", "fewer", "than"}, kAtLeast},
    {{"not", "fewer", "than"}, kAtLeast},
    {{"no", "less", "than"}, kAtLeast},
    {{"not", "less", "than"}, kAtLeast},
    {{"no", "earlier", "than"}, kAtLeast},
    {{"a", "maximum", "of"}, kAtMost},
    {{"a", "minimum", "of"}, kAtLeast},
    {{"the", "maximum", "of"}, kAtMost},
    {{"not", "over"}, kAtMost},
    {{"not", "exceed"}, kAtMost},
    {{"not", "exceeding"}, kAtMost},
    {{"not", "above"}, kAtMost},
    {{"not", "under"}, kAtLeast},
    {{"not", "below"}, kAtLeast},
    {{"at", "most"}, kAtMost},
    {{"at", "least"}, kAtLeast},
    {{"up", "to"}, kAtMost},
    {{"more", "than"}, kMoreThan},
    {{"longer", "than"}, kMoreThan},
    {{"greater", "than"}, kMoreThan},
    {{"larger", "than"}, kMoreThan},
    {{"higher", "than"}, kMoreThan},
    {{"older", "than"}, kMoreThan},
    {{"later", "than"}, kMoreThan},
    {{"warmer", "than"}, kMoreThan},
    {{"hotter", "than"}, kMoreThan},
    {{"heavier", "than"}, kMoreThan},
    {{"bigger", "than"}, kMoreThan},
    {{"faster", "than"}, kMoreThan},
    {{"less", "than"}, kLessThan},
    {{"fewer", "than"}, kLessThan},
    {{"lower", "than"}, kLessThan},
    {{"smaller", "than"}, kLessThan},
    {{"younger", "than"}, kLessThan},
    {{"shorter", "than"}, kLessThan},
    {{"cheaper", "than"}, kLessThan},
    {{"colder", "than"}, kLessThan},
    {{"lighter", "than"}, kLessThan},
    {{"earlier", "than"}, kLessThan},
    {{"slower", "than"}, kLessThan},
    {{"maximum", "of"}, kAtMost},
    {{"minimum", "of"}, kAtLeast},
    {{"limited", "to"}, kAtMost},
    {{"capped", "at"}, kAtMost},
    {{"no", "sooner", "than"}, kAtLeast},
    {{"not", "exceeds"}, kAtMost},
    {{"as", "many", "as"}, kAtMost},
    {{"upper", "limit", "of"}, kAtMost},
    {{"upper", "limit", "is"}, kAtMost},
    {{"maximum", "is"}, kAtMost},
    {{"minimum", "is"}, kAtLeast},
    {{"lower", "limit", "of"}, kAtLeast},
    {{"max", "."}, kAtMost},
    {{"min", "."}, kAtLeast},
    {{"max."}, kAtMost},
    {{"min."}, kAtLeast},
    {{">", "="}, kAtLeast},
    {{"<", "="}, kAtMost},
    {{">="}, kAtLeast},
    {{"<="}, kAtMost},
    {{"\xE2\x89\xA5"}, kAtLeast},
    {{"\xE2\x89\xA4"}, kAtMost},
    {{">"}, kMoreThan},
    {{"<"}, kLessThan},
    {{"over"}, kMoreThan},
    {{"above"}, kMoreThan},
    {{"exceeding"}, kMoreThan},
    {{"exceeds"}, kMoreThan},
    {{"exceed"}, kMoreThan},
    {{"beyond"}, kMoreThan},
    {{"under"}, kLessThan},
    {{"below"}, kLessThan},
    {{"maximum"}, kAtMost},
    {{"max"}, kAtMost},
    {{"minimum"}, kAtLeast},
    {{"min"}, kAtLeast},
    {{"about"}, kAbout},
    {{"around"}, kAbout},
    {{"approximately"}, kAbout},
    {{"roughly"}, kAbout},
    {{"nearly"}, kAbout},
    {{"almost"}, kAbout},
});

constexpr std::array kAfter = std::to_array<Phrase>({
    {{"at", "the", "latest"}, kAtMost},
    {{"at", "the", "earliest"}, kAtLeast},
    {{"at", "the", "most"}, kAtMost},
    {{"at", "the", "least"}, kAtLeast},
    {{"at", "most"}, kAtMost},
    {{"at", "least"}, kAtLeast},
    {{"is", "the", "maximum"}, kAtMost},
    {{"are", "the", "maximum"}, kAtMost},
    {{"is", "the", "limit"}, kAtMost},
    {{"is", "the", "minimum"}, kAtLeast},
    {{"are", "the", "minimum"}, kAtLeast},
    {{"or", "more"}, kAtLeast},
    {{"and", "more"}, kAtLeast},
    {{"or", "over"}, kAtLeast},
    {{"or", "above"}, kAtLeast},
    {{"and", "above"}, kAtLeast},
    {{"and", "over"}, kAtLeast},
    {{"and", "up"}, kAtLeast},
    {{"or", "older"}, kAtLeast},
    {{"and", "older"}, kAtLeast},
    {{"or", "longer"}, kAtLeast},
    {{"or", "higher"}, kAtLeast},
    {{"or", "less"}, kAtMost},
    {{"or", "fewer"}, kAtMost},
    {{"or", "below"}, kAtMost},
    {{"or", "under"}, kAtMost},
    {{"or", "younger"}, kAtMost},
    {{"and", "under"}, kAtMost},
    {{"and", "below"}, kAtMost},
    {{"or", "lower"}, kAtMost},
    {{"upwards"}, kAtLeast},
    {{"upward"}, kAtLeast},
    {{"onwards"}, kAtLeast},
    {{"maximum"}, kAtMost},
    {{"max"}, kAtMost},
    {{"minimum"}, kAtLeast},
    {{"min"}, kAtLeast},
    {{"+"}, kAtLeast},
});

bool matches(std::span<const Word> words, std::size_t at, const Phrase& phrase) {
  const std::size_t n = phrase.size();
  if (at + n > words.size()) return false;
  for (std::size_t i = 0; i < n; ++i) {
    if (words[at + i].lower != phrase.words[i]) return false;
  }
  return true;
}

}  // namespace

FoundComparator comparator_around(std::span<const Word> words, std::size_t first, std::size_t last) {
  std::size_t before = first;  // "up to a", "more than the 3": an article may stand between
  if (before > 0 &&
      (words[before - 1].is("a") || words[before - 1].is("an") || words[before - 1].is("the")))
    --before;
  for (const std::size_t edge : {first, before}) {
    for (const Phrase& phrase : kBefore) {
      const std::size_t n = phrase.size();
      if (edge >= n && matches(words, edge - n, phrase)) return {phrase.comparator, edge - n, last};
    }
  }
  // "3 references or more": the counted noun, of one or two words, may stand between.
  for (std::size_t skip = 0; skip <= 2 && last + skip < words.size(); ++skip) {
    if (skip > 0 && (words[last + skip - 1].function_word ||
                     words[last + skip - 1].part == PartOfSpeech::kPunctuation)) {
      break;
    }
    for (const Phrase& phrase : kAfter) {
      if (matches(words, last + skip, phrase))
        return {phrase.comparator, first, last + skip + phrase.size()};
    }
  }
  return {Comparator::kNone, first, last};
}

bool opposed(Comparator a, Comparator b) {
  const auto upper = [](Comparator c) { return c == kAtMost || c == kLessThan; };
  const auto lower = [](Comparator c) { return c == kAtLeast || c == kMoreThan; };
  return (upper(a) && lower(b)) || (lower(a) && upper(b));
}

}  // namespace st
