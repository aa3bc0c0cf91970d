#include "lm/token_estimate.h"

namespace st {
namespace {

enum class Kind { kSpace, kLine, kLatin, kDigit, kOther, kWide, kSign, kRest };

// By the first byte of a character: that is enough for an estimate, and holds for any bytes.
Kind kind_of(unsigned char c) {
  if (c == '\n') return Kind::kLine;
  if (c == ' ' || c == '\t' || c == '\r') return Kind::kSpace;
  if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') return Kind::kLatin;
  if (c >= '0' && c <= '9') return Kind::kDigit;
  if (c < 0x80) return Kind::kSign;
  if (c < 0xC0) return Kind::kRest;              // inside a character
  if (c < 0xC6) return Kind::kLatin;             // letters with accents
  return c < 0xE0 ? Kind::kOther : Kind::kWide;  // two bytes: Greek, Cyrillic, ...; three: Han, kana, ...
}

// Tokens of a run of `length` characters of one kind.
std::size_t tokens_of_run(Kind kind, std::size_t length) {
  switch (kind) {
    case Kind::kLatin:
      return 1 + (length - 1) / 6;
    case Kind::kDigit:
      return (length + 2) / 3;
    case Kind::kOther:
      return (length + 1) / 2;
    case Kind::kWide:
    case Kind::kSign:
      return length;
    case Kind::kLine:
      return 1;
    default:
      return 0;  // a space belongs to the word behind it
  }
}

}  // namespace

std::size_t estimate_tokens(std::string_view text) {
  std::size_t tokens = 0;
  Kind kind = Kind::kSpace;
  std::size_t length = 0;
  for (const char c : text) {
    const Kind next = kind_of(static_cast<unsigned char>(c));
    if (next == Kind::kRest) continue;
    if (next == kind) {
      ++length;
      continue;
    }
    if (length > 0) tokens += tokens_of_run(kind, length);
    kind = next;
    length = 1;
  }
  return tokens + (length > 0 ? tokens_of_run(kind, length) : 0);
}

}  // namespace st
