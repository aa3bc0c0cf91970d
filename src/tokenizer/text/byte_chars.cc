#include "tokenizer/text/byte_chars.h"

#include <array>

#include "base/unicode.h"

namespace st {
namespace {

struct Tables {
  std::array<char32_t, 256> forward{};
  std::array<short, 512> back{};
};

constexpr bool shows_itself(unsigned byte) {
  return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
}

constexpr Tables make_tables() {
  Tables tables;
  for (short& entry : tables.back) entry = -1;
  char32_t next = 256;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char32_t value = shows_itself(byte) ? byte : next++;
    tables.forward[byte] = value;
    tables.back[value] = static_cast<short>(byte);
  }
  return tables;
}

constexpr Tables kTables = make_tables();

}  // namespace

char32_t char_of_byte(unsigned char byte) {
  return kTables.forward[byte];
}

int byte_of_char(char32_t value) {
  return value < kTables.back.size() ? kTables.back[value] : -1;
}

void append_byte_chars(std::string_view bytes, std::string& into) {
  for (const char byte : bytes) append_utf8(into, char_of_byte(static_cast<unsigned char>(byte)));
}

bool append_bytes_of_chars(std::string_view text, std::string& into) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    const int byte = point.valid ? byte_of_char(point.value) : -1;
    if (byte < 0) return false;
    into.push_back(static_cast<char>(byte));
    at += point.size_bytes;
  }
  return true;
}

}  // namespace st
