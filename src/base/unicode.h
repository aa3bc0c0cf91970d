#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace st {

inline constexpr char32_t kReplacement = 0xFFFD;

// One code point out of UTF-8 text.
struct CodePoint {
  char32_t value = 0;
  std::size_t size_bytes = 0;  // 1 to 4; 1 where `valid` is false
  bool valid = true;           // false: not UTF-8 here, value is U+FFFD
};

// The code point that starts at byte `at` of `text`; at < text.size(). Overlong forms, surrogates and
// values over U+10FFFF are not UTF-8 (RFC 3629).
CodePoint decode_utf8(std::string_view text, std::size_t at);

// Whether a byte goes on with a character instead of beginning one.
constexpr bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// Code points of UTF-8 text: bytes that begin one.
std::size_t count_characters(std::string_view text);

// Appends the UTF-8 form of `value`; surrogates and values over U+10FFFF become U+FFFD.
void append_utf8(std::string& text, char32_t value);

bool is_valid_utf8(std::string_view text);

// The text with each byte that is not UTF-8 replaced by U+FFFD.
std::string repair_utf8(std::string_view text);

// Simple lower case of every code point (Unicode data by utf8proc). Invalid bytes stay as they are.
std::string to_lower(std::string_view text);

// Classes of the Unicode database.
bool is_letter(char32_t value);
bool is_digit(char32_t value);
bool is_space(char32_t value);  // White_Space
bool is_upper(char32_t value);
bool is_punctuation(char32_t value);

}  // namespace st
