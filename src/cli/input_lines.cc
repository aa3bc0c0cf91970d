#include "cli/input_lines.h"

#include <iostream>

namespace st::cli {

Status each_input_line(
    const std::function<Status(const std::string& line, const std::string& where)>& take) {
  std::string line;
  for (std::size_t number = 1; std::getline(std::cin, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) ST_RETURN_IF_ERROR(take(line, "standard input, line " + std::to_string(number)));
  }
  return {};
}

}  // namespace st::cli
