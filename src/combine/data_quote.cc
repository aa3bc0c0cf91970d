#include "combine/data_quote.h"

#include "base/unicode.h"

namespace st::combine {
namespace {

void add_control(std::string& out, char32_t value) {
  if (value == '\n') {
    out += "\\n";
  } else {
    out.push_back(' ');
  }
}

// C0, C1, line and paragraph separators, and the marks that turn text around: a reader would not see them.
bool hidden(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value < 0xA0) || (value >= 0x200B && value <= 0x200F) ||
         (value >= 0x2028 && value <= 0x202E) || (value >= 0x2060 && value <= 0x206F) || value == 0xFEFF ||
         (value >= 0xE0000 && value <= 0xE007F);
}

}  // namespace

std::string data_quote(std::string_view text, std::size_t most_bytes) {
  std::string out = "\"";
  std::size_t at = 0;
  while (at < text.size() && at < most_bytes) {
    const CodePoint point = decode_utf8(text, at);
    const std::string_view bytes = text.substr(at, point.size_bytes);
    at += point.size_bytes;
    if (point.value == '"' || point.value == '\\') {
      out.push_back('\\');
      out += bytes;
    } else if (hidden(point.value)) {
      add_control(out, point.value);
    } else if (point.value == '<' || point.value == '[') {
      out += bytes;
      const bool opens = at < text.size() && text[at] != ' ';
      if (opens) out.push_back(' ');
    } else {
      append_utf8(out, point.value);
    }
  }
  out.push_back('"');
  if (at < text.size()) out += " (" + std::to_string(text.size() - at) + " more bytes)";
  return out;
}

}  // namespace st::combine
