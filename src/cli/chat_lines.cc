#include "cli/chat_lines.h"

#include <algorithm>

namespace st::cli {
namespace {

constexpr const char* kQuotes = "\"\"\"";

}  // namespace

std::optional<std::string> read_chat_input(
    const std::function<std::optional<std::string>(const char* prompt)>& next_line) {
  std::optional<std::string> line = next_line("> ");
  std::string text;
  if (line == kQuotes) {
    while ((line = next_line(". ")) && line != kQuotes) text += (text.empty() ? "" : "\n") + *line;
    return text;
  }
  while (line && line->ends_with('\\')) {
    line->pop_back();
    text += *line + "\n";
    line = next_line(". ");
  }
  if (!line && text.empty()) return std::nullopt;
  return text + line.value_or("");
}

std::optional<ChatCommand> parse_chat_command(const std::string& text) {
  if (!text.starts_with("/") || text.starts_with("//")) return std::nullopt;
  const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
  const std::size_t rest = std::min(text.find_first_not_of(" \n", end), text.size());
  return ChatCommand{text.substr(1, end - 1), text.substr(rest)};
}

}  // namespace st::cli
