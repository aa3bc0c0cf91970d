#include "render/markdown_escape.h"

#include "base/unicode.h"
#include "render/text_escape.h"

namespace st {
namespace {

constexpr std::string_view kAlwaysMarkup = "\\`*_[]{}<>&|~$^";
// Trackers look for these in the finished page, after any backslash is gone; an empty comment parts the
// text there.
constexpr std::string_view kReferenceMarks = "@#!%~&$";
constexpr std::string_view kPart = "<!-- -->";

bool is_word_byte(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value >= 0x80 || (value >= '0' && value <= '9') || (value >= 'a' && value <= 'z') ||
         (value >= 'A' && value <= 'Z');
}

bool is_digit_byte(char byte) {
  return byte >= '0' && byte <= '9';
}

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char byte : visible_text(text)) {
    const bool space = byte == ' ' || byte == '\n' || byte == '\t';
    if (!space) {
      out += byte;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// '-', '+', '=', '#', ':' or "12." and "12)" open a block only where the line begins.
bool opens_block(const std::string& line, std::size_t at) {
  const char byte = line[at];
  if (at == 0) return byte == '-' || byte == '+' || byte == '=' || byte == '#' || byte == ':';
  if (byte != '.' && byte != ')') return false;
  for (std::size_t i = 0; i < at; ++i) {
    if (!is_digit_byte(line[i])) return false;
  }
  return true;
}

// "https://x", "mailto:x" and "www.x" become links by themselves; a parted colon or stop keeps them text.
bool opens_address(std::string_view line, std::size_t at) {
  if (line[at] != '.' && line[at] != ':') return false;
  const std::size_t from = at < 6 ? 0 : at - 6;
  const std::string before = to_lower(line.substr(from, at - from));
  if (line[at] == '.') return before.ends_with("www");
  return line[at] == ':' &&
         (line.substr(at).starts_with("://") || before.ends_with("mailto") || before.ends_with("xmpp"));
}

// ":tada:" becomes a picture.
bool opens_emoji(std::string_view line, std::size_t at) {
  if (line[at] != ':') return false;
  std::size_t end = at + 1;
  while (end < line.size() &&
         (is_word_byte(line[end]) || line[end] == '_' || line[end] == '+' || line[end] == '-')) {
    ++end;
  }
  return end > at + 1 && end < line.size() && line[end] == ':' && !is_digit_byte(line[at + 1]);
}

bool opens_reference(const std::string& line, std::size_t at) {
  return kReferenceMarks.find(line[at]) != std::string_view::npos && at + 1 < line.size() &&
         (is_word_byte(line[at + 1]) || line[at + 1] == '"' || line[at + 1] == '_');
}

}  // namespace

std::string escape_markdown(std::string_view text) {
  const std::string line = on_one_line(text);
  std::string out;
  out.reserve(line.size() + line.size() / 8);
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char byte = line[at];
    const bool markup = kAlwaysMarkup.find(byte) != std::string_view::npos || opens_block(line, at) ||
                        (byte == '!' && at + 1 < line.size() && line[at + 1] == '[');
    if (markup) out += '\\';
    out += byte;
    const bool parted = opens_address(line, at) || opens_reference(line, at) || opens_emoji(line, at);
    if (parted) out += kPart;
  }
  return out;
}

}  // namespace st
