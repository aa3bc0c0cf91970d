#pragma once

#include <cstdint>

namespace st {

// General categories of the Unicode database as bits, so that a class is one AND; what patterns (\p{L}, \s,
// \w) go by. Unassigned code points have none.
enum CharBits : std::uint16_t {
  kUpper = 1 << 0,           // Lu
  kLower = 1 << 1,           // Ll
  kTitle = 1 << 2,           // Lt
  kLetterModifier = 1 << 3,  // Lm
  kLetterOther = 1 << 4,     // Lo
  kMark = 1 << 5,            // M
  kMarkNonspacing = 1 << 6,  // Mn
  kDecimal = 1 << 7,         // Nd
  kLetterNumber = 1 << 8,    // Nl, such as the Roman numbers
  kNumberOther = 1 << 9,     // No
  kPunctuation = 1 << 10,    // P
  kSymbol = 1 << 11,         // S
  kSpace = 1 << 12,          // White_Space
  kControl = 1 << 13,        // Cc
  kConnector = 1 << 14,      // Pc
  kSeparator = 1 << 15,      // Z

  kLetter = kUpper | kLower | kTitle | kLetterModifier | kLetterOther,
  kNumber = kDecimal | kLetterNumber | kNumberOther,
};

// The bits of a code point. Thread-safe; a table up to U+1FFFF, made at first use.
std::uint16_t char_bits(char32_t value);

inline bool has_bits(char32_t value, std::uint32_t bits) {
  return (char_bits(value) & bits) != 0;
}

// What \w matches and \b goes by in patterns: letters, marks, decimal and letter numbers, connectors, the
// enclosed letters, and the numbers of Latin-1.
inline bool is_word_char(char32_t value) {
  if (has_bits(value, std::uint32_t{kLetter} | kMark | kDecimal | kLetterNumber | kConnector)) return true;
  if (value < 256) return has_bits(value, kNumberOther);
  return (value >= 0x24B6 && value <= 0x24E9) || (value >= 0x1F130 && value <= 0x1F149) ||
         (value >= 0x1F150 && value <= 0x1F169) || (value >= 0x1F170 && value <= 0x1F189);
}

}  // namespace st
