#include "cli/needle_text.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/random.h"

namespace st::cli {
namespace {

// What kind of thing a random number decides, so that needles and sentences do not share draws.
enum Stream : std::uint64_t { kKeys = 1, kValues = 2, kSentences = 3 };

std::size_t pick(std::uint64_t seed, std::uint64_t stream, std::uint64_t draw, std::size_t n) {
  return static_cast<std::size_t>(uniform_draw(seed, stream, draw) * static_cast<double>(n));
}

template <std::size_t N>
std::string_view one_of(const std::array<std::string_view, N>& words, std::uint64_t seed,
                        std::uint64_t& draw) {
  return words[pick(seed, kSentences, draw++, N)];
}

constexpr std::array<std::string_view, 24> kSubjects = {
    "the old harbour",  "a narrow path",      "the morning fog",   "the orchard wall", "a wooden bridge",
    "the long meadow",  "the village square", "a grey heron",      "the north wind",   "the mill stream",
    "a flock of geese", "the summer rain",    "the stone kitchen", "a small garden",   "the quiet library",
    "the ferry",        "a row of poplars",   "the lighthouse",    "the upper field",  "a pile of timber",
    "the market hall",  "the winter light",   "a loaf of bread",   "the river bank"};
constexpr std::array<std::string_view, 20> kVerbs = {
    "lay beyond",    "looked towards",    "ran along",        "stood behind",
    "led down to",   "was seen from",     "turned away from", "rested against",
    "belonged to",   "reminded us of",    "passed close by",  "opened onto",
    "waited beside", "rose above",        "drifted across",   "came after",
    "faced",         "gave shelter from", "was older than",   "ended at"};
constexpr std::array<std::string_view, 20> kObjects = {
    "the sleeping town",   "the green hills",     "an empty barn",     "the far shore",
    "the railway line",    "the chapel yard",     "a field of barley", "the lower road",
    "the copper beech",    "the bakery door",     "a drift of leaves", "the schoolhouse",
    "the reed beds",       "the eastern ridge",   "a low stone wall",  "the pottery shed",
    "the weather station", "the blacksmith yard", "a line of washing", "the swimming pond"};
constexpr std::array<std::string_view, 16> kTails = {"",
                                                     "",
                                                     "",
                                                     " in the early light",
                                                     " without any hurry",
                                                     " for most of the year",
                                                     " as it always had",
                                                     " before the bells rang",
                                                     " when the tide was out",
                                                     " long after supper",
                                                     " and nobody minded",
                                                     " under a pale sky",
                                                     " until the evening came",
                                                     " while the kettle boiled",
                                                     ", or so it seemed",
                                                     ", which surprised no one"};
constexpr std::array<std::string_view, 8> kLinks = {", and ", ", but ",   ", while ",     "; ",
                                                    ", so ",  ", where ", ", and later ", ", although "};

void append_clause(std::string& text, std::uint64_t seed, std::uint64_t& draw) {
  text += one_of(kSubjects, seed, draw);
  text += ' ';
  text += one_of(kVerbs, seed, draw);
  text += ' ';
  text += one_of(kObjects, seed, draw);
  text += one_of(kTails, seed, draw);
}

void append_sentence(std::string& text, std::uint64_t seed, std::uint64_t& draw) {
  const std::size_t first = text.size();
  append_clause(text, seed, draw);
  text[first] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[first])));
  if (pick(seed, kSentences, draw++, 5) < 2) {
    text += one_of(kLinks, seed, draw);
    append_clause(text, seed, draw);
  }
  text += pick(seed, kSentences, draw++, 7) == 0 ? ".\n\n" : ". ";
}

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// With white space between what is there and what comes.
void append_apart(std::string& out, std::string_view more) {
  if (more.empty()) return;
  if (!out.empty() && !is_space(out.back()) && !is_space(more.front())) out += ' ';
  out += more;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Without commas between digits.
std::string without_commas(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool between = i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]);
    if (text[i] != ',' || !between) out += text[i];
  }
  return out;
}

bool stands_alone(std::string_view text, std::string_view value) {
  for (std::size_t at = 0; (at = text.find(value, at)) != std::string_view::npos; ++at) {
    const std::size_t end = at + value.size();
    const bool begins = at == 0 || !is_digit(value.front()) || !is_digit(text[at - 1]);
    const bool ends = end == text.size() || !is_digit(value.back()) || !is_digit(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace

Needle make_needle(std::uint64_t seed, std::uint64_t index) {
  constexpr std::string_view kFirst = "BDFGKLMNPRSTVZ", kInner = "bdfgklmnprstvz", kVowels = "aeiou";
  constexpr std::string_view kLast = "kxzvqbgpd";  // rare at the end of a word
  std::uint64_t draw = index * 16;
  const auto letter = [&](std::string_view from) { return from[pick(seed, kKeys, draw++, from.size())]; };
  Needle needle;
  needle.key += letter(kFirst);
  for (int syllable = 0; syllable < 2; ++syllable) {
    needle.key += letter(kVowels);
    needle.key += letter(kInner);
  }
  needle.key += letter(kVowels);
  needle.key += letter(kLast);
  for (std::uint64_t i = 0; i < 7; ++i)
    needle.value +=
        static_cast<char>((i == 0 ? '1' : '0') + pick(seed, kValues, index * 16 + i, i == 0 ? 9 : 10));
  return needle;
}

std::string filled_in(std::string_view words, const Needle& needle) {
  std::string out;
  while (!words.empty()) {
    const bool is_key = words.starts_with("{key}"), is_value = words.starts_with("{value}");
    if (is_key || is_value) {
      out += is_key ? needle.key : needle.value;
      words.remove_prefix(is_key ? 5 : 7);
    } else {
      out += words.front();
      words.remove_prefix(1);
    }
  }
  return out;
}

std::string neutral_text(std::uint64_t seed, std::size_t n_bytes) {
  std::string text;
  text.reserve(n_bytes + 256);
  for (std::uint64_t draw = 0; text.size() < n_bytes;) append_sentence(text, seed, draw);
  return text;
}

std::size_t sentence_end(std::string_view text, std::size_t wanted) {
  if (wanted >= text.size()) return text.size();
  for (std::size_t at = wanted; at > 0; --at) {
    const char before = text[at - 1];
    const bool ends = before == '.' || before == '!' || before == '?';
    if ((ends && is_space(text[at])) || before == '\n') return at;
  }
  return 0;
}

std::string with_needles(std::string_view text, const NeedleWords& words,
                         const std::vector<PlacedNeedle>& needles) {
  std::string out;
  std::size_t done = 0;
  for (const PlacedNeedle& placed : needles) {
    const auto wanted = static_cast<std::size_t>(placed.depth * static_cast<double>(text.size()));
    const std::size_t at = std::max(done, sentence_end(text, wanted));
    append_apart(out, text.substr(done, at - done));
    append_apart(out, filled_in(words.needle, placed.needle));
    done = at;
  }
  append_apart(out, text.substr(done));
  return out;
}

bool is_found(Scoring scoring, std::string_view answer, std::string_view value) {
  if (scoring == Scoring::kLenient) return stands_alone(without_commas(answer), without_commas(value));
  answer = trimmed(answer);
  value = trimmed(value);
  if (!answer.starts_with(value)) return false;
  return answer.size() == value.size() ||
         std::isalnum(static_cast<unsigned char>(answer[value.size()])) == 0;
}

}  // namespace st::cli
