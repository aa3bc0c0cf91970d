#include "tokenizer/model/cut_table.h"

#include "base/unicode.h"

namespace st {

CutTable::Char CutTable::read(std::string_view text, std::uint32_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 128) return {byte, 1};
  if (text.substr(at, 3) == "\u2581") return {kSpaceSymbolClass, 3};
  return {kOtherClass, static_cast<std::uint32_t>(decode_utf8(text, at).size_bytes)};
}

void CutTable::add_token(std::string_view token) {
  unsigned last = kClasses;
  for (std::uint32_t at = 0; at < token.size();) {
    const Char now = read(token, at);
    if (last != kClasses) joined_[last * kClasses + now.class_of] = true;
    last = now.class_of;
    at += now.size;
  }
}

std::uint32_t CutTable::piece_end(std::string_view text, std::uint32_t begin, std::uint32_t end) const {
  const std::string_view range = text.substr(0, end);
  Char last = read(range, begin);
  std::uint32_t at = begin + last.size;
  while (at < end) {
    const Char next = read(range, at);
    if (cuts(last.class_of, next.class_of)) return at;
    at += next.size;
    last = next;
  }
  return end;
}

}  // namespace st
