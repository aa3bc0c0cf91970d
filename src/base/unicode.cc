#include "base/unicode.h"

#include <utf8proc.h>

namespace st {
namespace {

bool goes_on(std::string_view text, std::size_t at) {
  return at < text.size() && is_continuation(text[at]);
}

char32_t payload(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]) & 0x3F;
}

constexpr CodePoint kInvalid{kReplacement, 1, false};

utf8proc_category_t category(char32_t value) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(value));
}

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1, true};
  if (lead < 0xC2 || lead > 0xF4) return kInvalid;
  if (!goes_on(text, at + 1)) return kInvalid;
  if (lead < 0xE0) return {(char32_t{lead} & 0x1F) << 6 | payload(text, at + 1), 2, true};
  if (!goes_on(text, at + 2)) return kInvalid;
  if (lead < 0xF0) {
    const char32_t value =
        (char32_t{lead} & 0x0F) << 12 | payload(text, at + 1) << 6 | payload(text, at + 2);
    if (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF)) return kInvalid;
    return {value, 3, true};
  }
  if (!goes_on(text, at + 3)) return kInvalid;
  const char32_t value = (char32_t{lead} & 0x07) << 18 | payload(text, at + 1) << 12 |
                         payload(text, at + 2) << 6 | payload(text, at + 3);
  if (value < 0x10000 || value > 0x10FFFF) return kInvalid;
  return {value, 4, true};
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += is_continuation(byte) ? 0 : 1;
  return count;
}

void append_utf8(std::string& text, char32_t value) {
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) value = kReplacement;
  if (value < 0x80) {
    text.push_back(static_cast<char>(value));
  } else if (value < 0x800) {
    text.push_back(static_cast<char>(0xC0 | value >> 6));
    text.push_back(static_cast<char>(0x80 | (value & 0x3F)));
  } else if (value < 0x10000) {
    text.push_back(static_cast<char>(0xE0 | value >> 12));
    text.push_back(static_cast<char>(0x80 | (value >> 6 & 0x3F)));
    text.push_back(static_cast<char>(0x80 | (value & 0x3F)));
  } else {
    text.push_back(static_cast<char>(0xF0 | value >> 18));
    text.push_back(static_cast<char>(0x80 | (value >> 12 & 0x3F)));
    text.push_back(static_cast<char>(0x80 | (value >> 6 & 0x3F)));
    text.push_back(static_cast<char>(0x80 | (value & 0x3F)));
  }
}

bool is_valid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (!point.valid) return false;
    at += point.size_bytes;
  }
  return true;
}

std::string repair_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    append_utf8(out, point.value);
    at += point.size_bytes;
  }
  return out;
}

std::string to_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      out.push_back(byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : static_cast<char>(byte));
      ++at;
      continue;
    }
    const CodePoint point = decode_utf8(text, at);
    if (point.valid) {
      append_utf8(out, static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(point.value))));
    } else {
      out.push_back(text[at]);
    }
    at += point.size_bytes;
  }
  return out;
}

bool is_letter(char32_t value) {
  if (value < 0x80) return (value | 32) >= 'a' && (value | 32) <= 'z';
  const utf8proc_category_t c = category(value);
  return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}

bool is_digit(char32_t value) {
  if (value < 0x80) return value >= '0' && value <= '9';
  return category(value) == UTF8PROC_CATEGORY_ND;
}

bool is_space(char32_t value) {
  if (value < 0x80) return value == ' ' || (value >= 9 && value <= 13);
  if (value == 0x85) return true;
  const utf8proc_category_t c = category(value);
  return c == UTF8PROC_CATEGORY_ZS || c == UTF8PROC_CATEGORY_ZL || c == UTF8PROC_CATEGORY_ZP;
}

bool is_upper(char32_t value) {
  if (value < 0x80) return value >= 'A' && value <= 'Z';
  return category(value) == UTF8PROC_CATEGORY_LU;
}

bool is_punctuation(char32_t value) {
  const utf8proc_category_t c = category(value);
  return c >= UTF8PROC_CATEGORY_PC && c <= UTF8PROC_CATEGORY_PO;
}

}  // namespace st
