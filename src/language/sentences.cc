#include "language/sentences.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace st {
namespace {

// Lower case, without the final stop. A full stop after one of these ends no sentence.
constexpr std::array<std::string_view, 47> kAbbreviations = {
    "e.g",  "i.e", "etc", "approx", "no",  "nr",  "vs",  "dr",  "mr",  "mrs",   "ms",   "prof",
    "st",   "sec", "min", "max",    "hrs", "hr",  "fig", "ca",  "cf",  "incl",  "excl", "resp",
    "dept", "ext", "tel", "env",    "jan", "feb", "mar", "apr", "jun", "jul",   "aug",  "sept",
    "sep",  "oct", "nov", "dec",    "a.m", "p.m", "viz", "art", "par", "w.r.t", "pp"};

// These may also end a sentence: then the next one starts in upper case.
bool may_end_sentence(std::string_view word) {
  constexpr std::string_view kMonths = " jan feb mar apr jun jul aug sept sep oct nov dec ";
  if (kMonths.find(" " + std::string(word) + " ") != std::string_view::npos) return true;
  return word == "etc" || word == "a.m" || word == "p.m" || word == "min" || word == "max" ||
         word == "sec" || word == "hrs" || word == "no" || word == "hr" || word == "env" || word == "ext";
}

bool is_space_byte(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_upper_byte(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower_byte(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit_byte(char c) {
  return c >= '0' && c <= '9';
}
bool is_closer(char c) {
  return c == ')' || c == ']' || c == '"' || c == '\'';
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space_byte(text[at])) ++at;
  return at;
}

// The run of non-space bytes that ends just before `end`, lower case, opening punctuation removed.
std::string word_before(std::string_view text, std::size_t end) {
  std::size_t start = end;
  while (start > 0 && !is_space_byte(text[start - 1])) --start;
  while (start < end && (text[start] == '(' || text[start] == '"' || text[start] == '\'')) ++start;
  std::string word(text.substr(start, end - start));
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
  return word;
}

// Whether the full stop at `at` closes an abbreviation, an initial or a list number instead of a sentence.
bool is_abbreviation_stop(std::string_view text, std::size_t at, std::size_t next) {
  const std::string word = word_before(text, at);
  if (word.empty()) return true;
  const bool next_upper = next < text.size() && is_upper_byte(text[next]);
  if (word.size() == 1 && std::isalpha(static_cast<unsigned char>(word[0])) && word != "i")
    return at > 0 && is_upper_byte(text[at - 1]);
  if (std::find(kAbbreviations.begin(), kAbbreviations.end(), word) == kAbbreviations.end()) return false;
  if (!may_end_sentence(word)) return true;
  if (word == "no" || word == "max" || word == "min")
    return next < text.size() && is_digit_byte(text[next]);
  return !next_upper;
}

// The end of the sentence whose stop stands at `at`: behind further stops, quotes and brackets. 0: no
// sentence ends.
std::size_t sentence_end_at(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c != '.' && c != '!' && c != '?') return 0;
  std::size_t end = at + 1;
  while (end < text.size() && (text[end] == '.' || text[end] == '!' || text[end] == '?')) ++end;
  while (end < text.size() &&
         (is_closer(text[end]) || text.substr(end, 3) == "\u201D" || text.substr(end, 3) == "\u2019")) {
    end += is_closer(text[end]) ? 1 : 3;
  }
  if (end < text.size() && !is_space_byte(text[end])) return 0;
  const std::size_t next = skip_space(text, end);
  if (c == '.' && end == at + 1 && is_abbreviation_stop(text, at, next)) return 0;
  // "wait... what" and "really?! yes": a pause in mid-sentence goes on in lower case on the same line
  const bool lower_next = next < text.size() && is_lower_byte(text[next]) && text.find('\n', end) >= next;
  if (lower_next && (c != '.' || end - at > 1)) return 0;
  return end;
}

// Whether the line end at `at` ends a sentence.
bool line_break_ends(std::string_view text, std::size_t at) {
  const std::size_t next = skip_space(text, at);
  if (next >= text.size()) return true;
  if (std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                 text.begin() + static_cast<std::ptrdiff_t>(next), '\n') > 1)
    return true;
  std::size_t before = at;
  while (before > 0 && is_space_byte(text[before - 1])) --before;
  const char last = before > 0 ? text[before - 1] : '.';
  const bool runs_on = (last == ',' || is_lower_byte(last)) && is_lower_byte(text[next]);
  return !runs_on;
}

void add_trimmed(std::string_view text, std::size_t start, std::size_t end,
                 std::vector<SentenceSpan>& out) {
  while (start < end && is_space_byte(text[start])) ++start;
  while (end > start && is_space_byte(text[end - 1])) --end;
  if (start < end) out.push_back({start, end});
}

// The best place to cut [start, limit): behind the last semicolon or dash, else the last comma, else the
// last space.
std::size_t cut_before(std::string_view text, std::size_t start, std::size_t limit) {
  std::size_t comma = 0;
  std::size_t space = 0;
  const std::size_t middle = start + (limit - start) / 3;
  for (std::size_t at = limit; at > middle; --at) {
    const char c = text[at - 1];
    if (c == ';' || (c == '-' && at >= 2 && is_space_byte(text[at - 2]))) return at;
    if (c == ',' && comma == 0) comma = at;
    if (is_space_byte(c) && space == 0) space = at;
  }
  return comma != 0 ? comma : space != 0 ? space : limit;
}

}  // namespace

std::vector<SentenceSpan> split_sentences(std::string_view text) {
  std::vector<SentenceSpan> out;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = sentence_end_at(text, at);
    if (end == 0 && text[at] == '\n' && line_break_ends(text, at)) end = at + 1;
    if (end == 0) {
      ++at;
      continue;
    }
    add_trimmed(text, start, end, out);
    start = end;
    at = end;
  }
  add_trimmed(text, start, text.size(), out);
  return out;
}

std::vector<SentenceSpan> split_long(std::string_view text, SentenceSpan sentence, std::size_t max_words) {
  std::vector<SentenceSpan> out;
  std::size_t start = sentence.start;
  for (;;) {
    // The end of the first max_words words; the rest is not looked at, so that the time stays linear.
    std::size_t limit = start;
    for (std::size_t words = 0; words < max_words; ++words) {
      limit = skip_space(text, limit);
      while (limit < sentence.end && !is_space_byte(text[limit])) ++limit;
    }
    if (skip_space(text, limit) >= sentence.end) break;
    const std::size_t cut = cut_before(text, start, std::min(limit + 1, sentence.end));
    add_trimmed(text, start, cut, out);
    start = skip_space(text, cut);
  }
  add_trimmed(text, start, sentence.end, out);
  return out;
}

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = is_space_byte(c);
    if (!space && !inside) ++words;
    inside = !space;
  }
  return words;
}

}  // namespace st
