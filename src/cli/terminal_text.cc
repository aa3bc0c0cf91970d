#include "cli/terminal_text.h"

#include "base/unicode.h"

namespace st::cli {
namespace {

// Bidirectional overrides and isolates (Unicode annex 9): what is shown would not be what is there.
bool reorders(char32_t value) {
  return (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
}

bool is_control(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value < 0xA0) || reorders(value);
}

std::string made_safe(std::string_view text, bool keep_lines) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    at += point.size_bytes;
    if (point.value == '\n' || point.value == '\t') {
      out += keep_lines ? static_cast<char>(point.value) : ' ';
    } else {
      append_utf8(out, is_control(point.value) ? kReplacement : point.value);
    }
  }
  return out;
}

}  // namespace

std::string terminal_text(std::string_view text) {
  return made_safe(text, false);
}

std::string terminal_lines(std::string_view text) {
  return made_safe(text, true);
}

}  // namespace st::cli
