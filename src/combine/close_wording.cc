#include "combine/close_wording.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "base/unicode.h"
#include "combine/segment.h"
#include "language/sentences.h"
#include "language/words.h"

namespace st::combine {
namespace {

constexpr std::size_t kMostSentences = 2;
constexpr std::size_t kLongestTitle = 6;  // words
constexpr std::size_t kMostBytes = 1 << 10;

// What a wording may add: it carries no content that a reader could hold against the stories.
constexpr auto kFree =
    std::to_array<std::string_view>({"a", "an", "the", "is", "are", "be", "been", "being", "to", "of",
                                     "and", "it", "they", "their", "them"});

// What a wording may add where the passage grants something in other words.
constexpr auto kGrants =
    std::to_array<std::string_view>({"can", "may", "could", "want", "able", "allowed"});

// What a wording may not leave out of a sentence that it uses.
constexpr auto kHard = std::to_array<std::string_view>(
    {"not",      "no",     "never",   "none",    "nobody", "nothing", "neither", "nor",       "cannot",
     "without",  "only",   "must",    "should",  "need",   "except",  "unless",  "if",        "when",
     "whenever", "until",  "till",    "before",  "after",  "while",   "during",  "once",      "provided",
     "within",   "by",     "instead", "least",   "most",   "more",    "less",    "fewer",     "than",
     "over",     "under",  "above",   "below",   "up",     "all",     "any",     "every",     "each",
     "both",     "either", "other",   "another", "who",    "whose",   "which",   "mandatory", "optional",
     "where",    "from",   "between", "per",     "about",  "half",    "twice",   "first",     "last"});

// What opens a condition: all of it has to stay, to the next comma or stop.
constexpr auto kOpensCondition = std::to_array<std::string_view>(
    {"if", "unless", "until", "except", "when", "whenever", "once", "provided", "before", "after", "only",
     "without", "who", "whose", "which", "where", "while", "during", "within"});

template <typename Words>
bool among(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_number(const Word& word) {
  return word.part == PartOfSpeech::kNumber ||
         std::any_of(word.lower.begin(), word.lower.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool same(const Word& a, const Word& b) {
  if (a.lower == b.lower) return true;
  return !is_number(a) && !is_number(b) && a.lemma == b.lemma;
}

// A word of the passages, with the sentence it stands in and whether it must stay where that is used.
struct Source {
  Word word;
  std::size_t sentence = 0;
  bool must_stay = false;
};

std::vector<Source> sources_of(std::span<const std::string> passages) {
  std::vector<Source> sources;
  std::size_t sentence = 0;
  for (const std::string& passage : passages) {
    ++sentence;
    bool condition = false;
    bool benefit = false;
    const std::vector<Word> words = words_of(passage);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const Word& word = words[i];
      if (word.sentence_start && i > 0) ++sentence;
      if (word.sentence_start) condition = benefit = false;
      if (word.part == PartOfSpeech::kPunctuation) {
        condition = false;
        continue;
      }
      benefit |= word.is("so") && i + 1 < words.size() && words[i + 1].is("that");
      condition |= among(kOpensCondition, word.lower);
      const bool stays = is_number(word) || among(kHard, word.lower) || (condition && word.content());
      sources.push_back({word, sentence, stays && !benefit});
    }
  }
  return sources;
}

std::string quoted(const Word& word) {
  return "'" + word.lower + "'";
}

bool may_be_added(const Word& word, const std::vector<Source>& sources) {
  if (among(kFree, word.lower)) return true;
  return word.is("can") && std::any_of(sources.begin(), sources.end(),
                                       [](const Source& s) { return among(kGrants, s.word.lower); });
}

}  // namespace

std::optional<std::string> misshapen(std::string_view text) {
  if (text.empty()) return "it is empty";
  if (text.size() > kMostBytes || count_words(text) > kMaxStatementWords)
    return "it has more than " + std::to_string(kMaxStatementWords) + " words";
  if (!is_valid_utf8(text)) return "it is not UTF-8";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return "it has control characters";
  }
  if (split_sentences(text).size() > kMostSentences) return "it has more than two sentences";
  return std::nullopt;
}

std::optional<std::string> too_far_from(std::string_view text, std::span<const std::string> passages) {
  const std::vector<Source> sources = sources_of(passages);
  std::vector<bool> used(sources.size(), false);
  std::set<std::size_t> sentences;
  std::size_t from = 0;
  for (const Word& word : words_of(text)) {
    if (word.part == PartOfSpeech::kPunctuation) continue;
    std::size_t at = from;
    while (at < sources.size() && !same(word, sources[at].word)) ++at;
    const bool free = may_be_added(word, sources);
    // An article that is found far away would skip what lies between.
    if (at == sources.size() || (free && at > from)) {
      if (free) continue;
      return quoted(word) + " does not stand there, or not in this place";
    }
    used[at] = true;
    if (word.content() || is_number(word)) sentences.insert(sources[at].sentence);
    from = at + 1;
  }
  if (sentences.empty()) return "it says nothing that stands there";
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].must_stay && !used[i] && sentences.contains(sources[i].sentence))
      return "it leaves out " + quoted(sources[i].word);
  }
  return std::nullopt;
}

std::optional<std::string> title_too_far_from(std::string_view title,
                                              std::span<const std::string> passages) {
  const std::vector<Source> sources = sources_of(passages);
  std::size_t count = 0;
  bool content = false;
  for (const Word& word : words_of(title)) {
    if (word.part == PartOfSpeech::kPunctuation) return "a title has no punctuation";
    if (++count > kLongestTitle) return "a title has at most " + std::to_string(kLongestTitle) + " words";
    if (is_number(word)) return "a title has no numbers";
    content |= word.content();
    const bool said = std::any_of(sources.begin(), sources.end(),
                                  [&](const Source& source) { return same(word, source.word); });
    if (!said && !among(kFree, word.lower)) return quoted(word) + " stands in none of the statements";
  }
  if (!content) return std::string("it names nothing");
  return std::nullopt;
}

}  // namespace st::combine
