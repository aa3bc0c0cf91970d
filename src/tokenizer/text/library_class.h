#pragma once

#include <cstdint>

namespace st {

// Classes of characters as single stages of the HF tokenizers library have them. Its parts carry tables of
// different Unicode versions, and ids depend on them: a mark that came with Unicode 13 is dropped by no
// BERT model. Where the database has moved on, these stay. Patterns use char_class.h.
enum LibraryBits : std::uint8_t {
  kOtherOfBert = 1 << 0,        // control, format, private use, U+FFFD: what BERT's cleaning drops
  kPunctuationOfBert = 1 << 1,  // BertPreTokenizer and Punctuation
  kAccentOfBert = 1 << 2,       // non-spacing marks that BertNormalizer drops
  kAccent = 1 << 3,             // marks that StripAccents drops
  kNumeric = 1 << 4,            // Digits
  kWordOfSplit = 1 << 5,        // \w of the Whitespace pre-tokenizer and of single_word
  kUnknownForm = 1 << 6,  // younger than the tables of NFC, NFD, NFKC and NFKD, which leave it as it is
  kHasLower = 1 << 7,     // full_lower() changes it
};

// The bits of a code point. Thread-safe; a table up to U+1FFFF, made at first use.
std::uint8_t library_bits(char32_t value);

inline bool is_in_library(char32_t value, std::uint8_t bits) {
  return (library_bits(value) & bits) != 0;
}

// Lower case by the full mapping of one code point: one code point, or two for U+0130.
struct LowerCase {
  char32_t first;
  char32_t second;  // 0: none
};
LowerCase full_lower(char32_t value);

}  // namespace st
