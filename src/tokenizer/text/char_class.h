#pragma once

#include <cstdint>
#include <string_view>

namespace st {

// General categories of the Unicode database as bits, so that a class is one AND. Unassigned code points
// have none.
enum CharBits : std::uint16_t {
  kUpper = 1 << 0,           // Lu
  kLower = 1 << 1,           // Ll
  kTitle = 1 << 2,           // Lt
  kLetterModifier = 1 << 3,  // Lm
  kLetterOther = 1 << 4,     // Lo
  kMark = 1 << 5,            // M
  kMarkNonspacing = 1 << 6,  // Mn
  kDecimal = 1 << 7,         // Nd
  kNumberOther = 1 << 8,     // Nl, No
  kPunctuation = 1 << 9,     // P
  kSymbol = 1 << 10,         // S
  kSpace = 1 << 11,          // White_Space
  kControl = 1 << 12,        // Cc
  kFormatPrivate = 1 << 13,  // Cf, Co
  kConnector = 1 << 14,      // Pc
  kSeparator = 1 << 15,      // Z

  kLetter = kUpper | kLower | kTitle | kLetterModifier | kLetterOther,
  kNumber = kDecimal | kNumberOther,
};

// The bits of a code point. The table of the first 65,536 is made once, at first use; thread-safe.
std::uint16_t char_bits(char32_t value);

// The table itself, for loops: bits of code points under 65,536.
const std::uint16_t* basic_char_bits();

inline bool has_bits(char32_t value, std::uint32_t bits) {
  return (char_bits(value) & bits) != 0;
}

// Numbers that are letters (Nl), such as the Roman ones.
bool is_letter_number(char32_t value);

// \w as UTS #18 has it: letters and other alphabetic characters, marks, decimal numbers, connectors,
// joiners.
inline bool is_word_char(char32_t value) {
  if (has_bits(value, std::uint32_t{kLetter} | kMark | kDecimal | kConnector)) return true;
  if (value == 0x200C || value == 0x200D || (value >= 0x24B6 && value <= 0x24E9)) return true;
  return is_letter_number(value);
}

// Lower case by the full mapping of one code point: one code point, or two for U+0130.
struct LowerCase {
  char32_t first;
  char32_t second;  // 0: none
};
LowerCase full_lower(char32_t value);

}  // namespace st
