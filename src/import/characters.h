#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace st {

// NL line ends; no control characters but tab and NL; valid UTF-8.
std::string clean_characters(std::string_view text);

// ASCII white space at both ends; the views share the text's memory.
std::string_view trim(std::string_view text);
std::string_view trim_right(std::string_view text);

std::vector<std::string_view> split_lines(std::string_view text);

// The parts between `separator`s, trimmed, empty ones left out.
std::vector<std::string> split_list(std::string_view text, char separator);

// One line: trimmed, each run of white space one space.
std::string one_line(std::string_view text);

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_case_start);

inline bool is_ascii_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
inline bool is_ascii_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace st
