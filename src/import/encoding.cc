#include "import/encoding.h"

#include <algorithm>
#include <array>

#include "base/unicode.h"

namespace st {
namespace {

// Windows-1252 from 0x80 to 0x9F; the rest is as in Latin-1. Zero: not assigned.
constexpr std::array<char32_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_windows_1252(std::string& out, unsigned char byte) {
  const char32_t value = byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80u] : byte;
  append_utf8(out, value == 0 && byte != 0 ? kReplacement : value);
}

std::string decode_windows_1252(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) append_windows_1252(out, static_cast<unsigned char>(c));
  return out;
}

std::string decode_mixed_utf8(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return std::string(bytes);
  std::string out;
  std::size_t wide = 0;
  std::size_t invalid = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const CodePoint point = decode_utf8(bytes, at);
    if (point.valid) {
      out.append(bytes.substr(at, point.size_bytes));
      wide += point.size_bytes > 1 ? 1 : 0;
    } else {
      append_windows_1252(out, static_cast<unsigned char>(bytes[at]));
      ++invalid;
    }
    at += point.size_bytes;
  }
  return invalid > wide ? decode_windows_1252(bytes) : out;
}

// Reads UTF-16 code units of one byte order.
class Utf16Reader {
 public:
  Utf16Reader(std::string_view bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}

  std::string decode() {
    std::string out;
    out.reserve(bytes_.size());
    while (at_ + 1 < bytes_.size()) {
      if (lost_a_byte()) ++at_;
      if (at_ + 1 >= bytes_.size()) break;
      append_utf8(out, next());
    }
    return out;
  }

 private:
  char32_t unit(std::size_t at) const {
    const auto first = static_cast<unsigned char>(bytes_[at]);
    const auto second = static_cast<unsigned char>(bytes_[at + 1]);
    return static_cast<char32_t>(big_endian_ ? first << 8 | second : second << 8 | first);
  }

  // From the next byte on four units in a row are plain ASCII, which in sound text they can't be: a byte
  // was lost or put in here.
  bool lost_a_byte() const {
    if (at_ + 9 > bytes_.size()) return false;
    for (std::size_t i = 0; i < 4; ++i) {
      const char32_t value = unit(at_ + 1 + 2 * i);
      if ((value < 0x20 && value != '\n' && value != '\r' && value != '\t') || value > 0x7E) return false;
    }
    return true;
  }

  char32_t next() {
    const char32_t high = unit(at_);
    at_ += 2;
    if (high < 0xD800 || high > 0xDBFF || at_ + 1 >= bytes_.size()) return high;
    const char32_t low = unit(at_);
    if (low < 0xDC00 || low > 0xDFFF) return kReplacement;
    at_ += 2;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
  }

  std::string_view bytes_;
  bool big_endian_;
  std::size_t at_ = 0;
};

// Where UTF-16's zero bytes stand, in the first 4 kB: 'l' little endian, 'b' big endian, 0 neither.
char utf16_order_by_zeros(std::string_view bytes) {
  const std::size_t size = std::min<std::size_t>(bytes.size(), 4096) & ~std::size_t{1};
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (bytes[i] == '\0') ++(i % 2 == 0 ? even : odd);
  }
  if (odd * 5 > size * 2 && even * 20 < size) return 'l';
  if (even * 5 > size * 2 && odd * 20 < size) return 'b';
  return 0;
}

bool starts_with(std::string_view bytes, std::string_view start) {
  return bytes.substr(0, start.size()) == start;
}

// Text has hardly any control characters.
bool looks_like_text(std::string_view text) {
  const std::string_view head = text.substr(0, 65536);
  const auto controls = std::count_if(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f';
  });
  return static_cast<std::size_t>(controls) * 50 <= head.size();
}

std::string with_plain_line_ends(std::string text) {
  if (text.find('\r') == std::string::npos) return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 >= text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

}  // namespace

DecodedText decode_text(std::string_view bytes) {
  std::string text;
  if (starts_with(bytes, "\xEF\xBB\xBF")) {
    text = decode_mixed_utf8(bytes.substr(3));
  } else if (starts_with(bytes, "\xFF\xFE")) {
    text = Utf16Reader(bytes.substr(2), false).decode();
  } else if (starts_with(bytes, "\xFE\xFF")) {
    text = Utf16Reader(bytes.substr(2), true).decode();
  } else if (const char order = utf16_order_by_zeros(bytes); order != 0) {
    text = Utf16Reader(bytes, order == 'b').decode();
  } else {
    text = decode_mixed_utf8(bytes);
  }
  if (!looks_like_text(text)) return {"", false};
  return {with_plain_line_ends(std::move(text)), true};
}

}  // namespace st
