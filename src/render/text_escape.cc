#include "render/text_escape.h"

#include <fmt/format.h>

#include "base/unicode.h"

namespace st {
namespace {

// Characters that change how others are shown, or carry text that no reader sees (Unicode's tag block).
bool is_hidden_mark(char32_t value) {
  return (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069) ||
         (value >= 0xE0000 && value <= 0xE007F);
}

void append_visible(std::string& out, char32_t value) {
  if (value == '\n' || value == '\t') {
    out += static_cast<char>(value);
  } else if (value < 0x20) {
    append_utf8(out, 0x2400 + value);
  } else if (value == 0x7F) {
    append_utf8(out, 0x2421);
  } else if (value > 0x7F && value < 0xA0) {
    append_utf8(out, kReplacement);
  } else if (value == 0x2028 || value == 0x2029) {
    out += '\n';
  } else if (is_hidden_mark(value)) {
    out += fmt::format("⟨U+{:04X}⟩", static_cast<unsigned>(value));
  } else {
    append_utf8(out, value);
  }
}

std::string_view html_entity(char32_t value) {
  switch (value) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string visible_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    append_visible(out, point.value);
    at += point.size_bytes;
  }
  return out;
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    const std::string_view entity = html_entity(point.value);
    if (entity.empty()) {
      append_visible(out, point.value);
    } else {
      out += entity;
    }
    at += point.size_bytes;
  }
  return out;
}

std::string escape_script_json(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 64);
  for (std::size_t at = 0; at < json.size();) {
    const CodePoint point = decode_utf8(json, at);
    const bool escaped = point.value == '<' || point.value == '>' || point.value == '&' ||
                         point.value == 0x2028 || point.value == 0x2029;
    if (escaped) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(point.value));
    } else {
      append_utf8(out, point.value);
    }
    at += point.size_bytes;
  }
  return out;
}

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    units += point.value > 0xFFFF ? 2 : 1;
    at += point.size_bytes;
  }
  return units;
}

}  // namespace st
