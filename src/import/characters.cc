#include "import/characters.h"

#include <algorithm>

#include "base/unicode.h"

namespace st {
namespace {

bool needs_cleaning(std::string_view text) {
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F;
  });
  // U+2028 and U+2029 begin with E2 80, a byte order mark with EF BB.
  return control || text.find("\xE2\x80") != text.npos || text.find("\xEF\xBB") != text.npos ||
         !is_valid_utf8(text);
}

void append_clean(std::string& out, std::string_view text, std::size_t at, const CodePoint& point) {
  if (point.value == 0x2028 || point.value == 0x2029) {
    out += '\n';
  } else if (point.value == 0xFEFF || (point.value < 0x20 && point.value != '\t' && point.value != '\n') ||
             point.value == 0x7F) {
    return;
  } else if (point.valid) {
    out.append(text.substr(at, point.size_bytes));
  } else {
    append_utf8(out, kReplacement);
  }
}

}  // namespace

std::string clean_characters(std::string_view text) {
  if (!needs_cleaning(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\r') {
      at += at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
      out += '\n';
      continue;
    }
    const CodePoint point = decode_utf8(text, at);
    append_clean(out, text, at, point);
    at += point.size_bytes;
  }
  return out;
}

std::string_view trim_right(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  return trim_right(text);
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == text.npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> split_list(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (const std::string_view part = trim(text.substr(0, end)); !part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    if (!is_ascii_space(c)) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_case_start) {
  if (text.size() < lower_case_start.size()) return false;
  return std::equal(lower_case_start.begin(), lower_case_start.end(), text.begin(), [](char lower, char c) {
    return lower == (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  });
}

}  // namespace st
