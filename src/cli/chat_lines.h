#pragma once

#include <functional>
#include <optional>
#include <string>

namespace st::cli {

// What a person types: lines, where one that ends in "\" goes on in the next, and a line of three quotes
// begins a text of many lines that ends at the next such line. Nothing at the input's end.
std::optional<std::string> read_chat_input(
    const std::function<std::optional<std::string>(const char* prompt)>& next_line);

// A line that begins with "/": the command's name, and what stands behind it.
struct ChatCommand {
  std::string name;
  std::string rest;
};
// Nothing where the text is none; "//" at the start is a text that begins with "/".
std::optional<ChatCommand> parse_chat_command(const std::string& text);

}  // namespace st::cli
