#include "cli/input_lines.h"

#include <cstdio>
#include <cstdlib>

namespace st::cli {

Status each_input_line(
    const std::function<Status(const std::string& line, const std::string& where)>& take) {
  // Not by std::cin, which shares its buffer with stdin by taking one character after the other.
  struct Buffer {
    char* data = nullptr;
    std::size_t capacity = 0;
    ~Buffer() { std::free(data); }
  } buffer;
  std::string line;
  for (std::size_t number = 1;; ++number) {
    const ssize_t size = ::getline(&buffer.data, &buffer.capacity, stdin);
    if (size < 0) break;
    line.assign(buffer.data, static_cast<std::size_t>(size));
    if (line.ends_with('\n')) line.pop_back();
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) ST_RETURN_IF_ERROR(take(line, "standard input, line " + std::to_string(number)));
  }
  return {};
}

}  // namespace st::cli
