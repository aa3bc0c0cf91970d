#include "cli/chat_lines.h"

#include <istream>

namespace st::cli {
namespace {

constexpr const char* kQuotes = "\"\"\"";

bool read_line(std::istream& in, std::string& line) {
  if (!std::getline(in, line)) return false;
  if (line.ends_with('\r')) line.pop_back();
  return true;
}

}  // namespace

std::optional<std::string> read_chat_input(std::istream& in,
                                           const std::function<void(const char*)>& show_prompt) {
  std::string text, line;
  show_prompt("> ");
  if (!read_line(in, line)) return std::nullopt;
  if (line == kQuotes) {
    for (show_prompt(". "); read_line(in, line) && line != kQuotes; show_prompt(". "))
      text += (text.empty() ? "" : "\n") + line;
    return text;
  }
  while (line.ends_with('\\')) {
    line.pop_back();
    text += line + "\n";
    show_prompt(". ");
    if (!read_line(in, line)) return text;
  }
  return text + line;
}

std::optional<ChatCommand> parse_chat_command(const std::string& text) {
  if (!text.starts_with("/") || text.starts_with("//")) return std::nullopt;
  const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
  const std::size_t rest = std::min(text.find_first_not_of(" \n", end), text.size());
  return ChatCommand{text.substr(1, end - 1), text.substr(rest)};
}

}  // namespace st::cli
