#include "language/tokens.h"

#include <array>
#include <string>

#include "base/unicode.h"
#include "language/function_words.h"
#include "language/lexicon.h"
#include "language/number_words.h"

namespace st {
namespace {

constexpr std::size_t kLongestDate = 10;  // 2024-03-01

bool is_apostrophe(char32_t c) {
  return c == '\'' || c == 0x2019;
}
bool is_dash_within(char32_t c) {
  return c == '-' || c == 0x2010 || c == 0x2011;
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  std::vector<Word> run() {
    while (at_ < text_.size()) {
      const CodePoint here = decode_utf8(text_, at_);
      if (!here.valid || is_space(here.value)) {
        if (here.value == '\n') next_starts_sentence_ = true;
        at_ += here.size_bytes;
      } else if (is_digit(here.value)) {
        take_number();
      } else if (is_letter(here.value)) {
        take_word();
      } else {
        take_symbol(here);
      }
    }
    return std::move(words_);
  }

 private:
  CodePoint peek(std::size_t at) const {
    if (at >= text_.size()) return {0, 0, false};
    return decode_utf8(text_, at);
  }

  void add(std::size_t start, std::size_t end, PartOfSpeech part, std::string lower) {
    Word word;
    word.start = start;
    word.end = end;
    word.lower = std::move(lower);
    word.lemma = word.lower;
    word.part = part;
    word.capitalised = is_upper(decode_utf8(text_, start).value);
    word.capitals = word.capitalised && end - start > 1 && is_upper(decode_utf8(text_, end - 1).value);
    word.sentence_start = next_starts_sentence_;
    if (part != PartOfSpeech::kPunctuation) next_starts_sentence_ = false;
    words_.push_back(std::move(word));
  }

  void take_symbol(CodePoint here) {
    const std::size_t start = at_;
    at_ += here.size_bytes;
    // "°C", "°F": the degree sign and its letter are one unit.
    if (here.value == 0xB0 && (peek(at_).value == 'C' || peek(at_).value == 'F')) ++at_;
    add(start, at_, PartOfSpeech::kPunctuation, to_lower(text_.substr(start, at_ - start)));
    if (here.value == '.' || here.value == '!' || here.value == '?' || here.value == ';') {
      next_starts_sentence_ = true;
    }
  }

  // Digits with the marks that stand between digits: 2,500  31.5  18:30  2024-03-01  1/2  and the ending of
  // 3rd.
  void take_number() {
    const std::size_t start = at_;
    while (at_ < text_.size()) {
      const CodePoint here = decode_utf8(text_, at_);
      const bool mark = here.value == ',' || here.value == '.' || here.value == ':' || here.value == '/';
      const bool date_mark =
          here.value == '-' && at_ - start >= 4 && is_digit(peek(at_ + 1).value) && looks_like_date(start);
      if (!is_digit(here.value) && !((mark || date_mark) && is_digit(peek(at_ + 1).value))) break;
      at_ += here.size_bytes;
    }
    for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
      if (text_.substr(at_, 2) == ending && !is_letter(peek(at_ + 2).value)) {
        at_ += 2;
        break;
      }
    }
    add(start, at_, PartOfSpeech::kNumber, to_lower(text_.substr(start, at_ - start)));
    skip_joining_dash();
  }

  // Of "10-minute" and "5-star" the dash is no word; that of "10-20" is.
  void skip_joining_dash() {
    const CodePoint dash = peek(at_);
    if (dash.valid && is_dash_within(dash.value) && is_letter(peek(at_ + dash.size_bytes).value))
      at_ += dash.size_bytes;
  }

  bool looks_like_date(std::size_t start) const {
    std::size_t digits = 0;
    const std::string_view head = text_.substr(start, kLongestDate + 1);
    for (const char c : head) {
      if (c != '-' && !is_digit(static_cast<unsigned char>(c))) break;
      digits += c != '-';
    }
    return digits == 8 || digits == 6;
  }

  static bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

  void take_word() {
    const std::size_t start = at_;
    std::size_t end = start;
    bool has_digit = false, has_address_mark = false;
    while (end < text_.size()) {
      const CodePoint here = decode_utf8(text_, end);
      const char32_t next = peek(end + here.size_bytes).value;
      const bool inner_mark = is_apostrophe(here.value) || is_dash_within(here.value) || here.value == '_';
      const bool address_mark =
          here.value == '@' || here.value == '/' || here.value == '.' || here.value == ':';
      if (is_letter(here.value) || is_digit(here.value)) {
        has_digit |= is_digit(here.value);
      } else if (here.value == ':' && text_.substr(end, 3) == "://") {
        has_address_mark = true;
      } else if (inner_mark && (is_letter(next) || is_digit(next))) {
      } else if (address_mark && has_address_mark && !is_space(next) && next != 0) {
      } else if ((here.value == '@' || (here.value == '.' && has_dot_name(end))) &&
                 (is_letter(next) || is_digit(next))) {
        has_address_mark = true;
      } else {
        break;
      }
      end += here.size_bytes;
    }
    at_ = end;
    split_word(start, end, has_digit, has_address_mark);
  }

  // "example.com", "state.json", "e.g": a dot between letters with no space is part of a name.
  bool has_dot_name(std::size_t dot) const {
    const char32_t next = peek(dot + 1).value;
    return next >= 'a' && next <= 'z';
  }

  // Lower case, with typographic apostrophes and hyphens as their ASCII forms.
  static std::string plain_lower(std::string_view raw) {
    std::string plain;
    for (std::size_t at = 0; at < raw.size();) {
      const CodePoint here = decode_utf8(raw, at);
      if (is_apostrophe(here.value)) {
        plain += '\'';
      } else if (is_dash_within(here.value)) {
        plain += '-';
      } else {
        plain += raw.substr(at, here.size_bytes);
      }
      at += here.size_bytes;
    }
    return to_lower(plain);
  }

  void split_word(std::size_t start, std::size_t end, bool has_digit, bool has_address_mark) {
    const std::string_view raw = text_.substr(start, end - start);
    std::string lower = plain_lower(raw);
    if (has_address_mark || has_digit || raw.find('_') != raw.npos) {
      return add(start, end, PartOfSpeech::kIdentifier, std::move(lower));
    }
    if (lower.find('\'') != lower.npos) return split_apostrophe(start, end, lower);
    if (lower.find('-') != lower.npos) return split_hyphens(start, end, lower);
    if (lower == "cannot") {
      add(start, start + 3, PartOfSpeech::kNoun, "can");
      return add(start + 3, end, PartOfSpeech::kNoun, "not");
    }
    add(start, end, PartOfSpeech::kNoun, std::move(lower));
  }

  void split_apostrophe(std::size_t start, std::size_t end, const std::string& lower) {
    std::size_t cut = start;
    for (std::size_t at = start; at < end; at += decode_utf8(text_, at).size_bytes) {
      if (is_apostrophe(decode_utf8(text_, at).value)) cut = at;
    }
    const std::size_t mark = lower.rfind('\'');
    const std::string tail = lower.substr(mark);
    std::string head = lower.substr(0, mark);
    if (tail == "'t" && head.size() > 1 && head.back() == 'n') {
      head.pop_back();
      if (head == "ca") head = "can";
      if (head == "wo") head = "will";
      if (head == "sha") head = "shall";
      add(start, cut - 1, PartOfSpeech::kNoun, std::move(head));
      return add(cut - 1, end, PartOfSpeech::kNoun, "not");
    }
    if (function_word(tail)) {
      add(start, cut, PartOfSpeech::kNoun, std::move(head));
      return add(cut, end, PartOfSpeech::kNoun, tail);
    }
    add(start, end, PartOfSpeech::kNoun, lower);
  }

  // Whether English writes it with a hyphen, as one word or as a set phrase; a plural counts as its
  // singular.
  static bool is_written_so(std::string lower) {
    if (lower.ends_with('s') && !lower.ends_with("ss")) {
      if (is_written_so(lower.substr(0, lower.size() - 1))) return true;
    }
    if (Lexicon::english().find(lower)) return true;
    std::string joined, spaced;
    for (const char c : lower) {
      if (c != '-') joined += c;
      spaced += c == '-' ? '_' : c;
    }
    return Lexicon::english().find(joined) || Lexicon::english().find(spaced);
  }

  void split_hyphens(std::size_t start, std::size_t end, const std::string& lower) {
    const bool number_first = is_number_word(std::string_view(lower).substr(0, lower.find('-')));
    if (!number_first && is_written_so(lower)) return add(start, end, PartOfSpeech::kNoun, lower);
    std::size_t part = start;
    while (part < end) {
      std::size_t stop = part;
      while (stop < end && !is_dash_within(decode_utf8(text_, stop).value))
        stop += decode_utf8(text_, stop).size_bytes;
      if (stop > part) add(part, stop, PartOfSpeech::kNoun, plain_lower(text_.substr(part, stop - part)));
      part = stop < end ? stop + decode_utf8(text_, stop).size_bytes : end;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool next_starts_sentence_ = true;
  std::vector<Word> words_;
};

}  // namespace

std::vector<Word> tokens_of(std::string_view text) {
  return Tokenizer(text).run();
}

}  // namespace st
