#pragma once

#include <optional>
#include <string>
#include <vector>

namespace st::cli {

// Reads lines from a terminal, with the keys of EditedLine and the lines of this run as history; they are
// kept nowhere else. Ctrl-C drops what was typed; on an empty line it is the signal that it always is, as
// Ctrl-Z and Ctrl-\ are. One at a time.
class LineEditor {
 public:
  // Whether standard input and standard error are a terminal that can move its cursor.
  static bool possible();

  // Nothing at the end of the input.
  std::optional<std::string> read(const std::string& prompt);

 private:
  std::optional<std::string> edit(const std::string& prompt);
  std::string next_key();
  bool wait_for_more();

  std::vector<std::string> history_;
  std::string pending_;  // bytes that came and were no whole key yet
};

// Gives the terminal back as it was, where a line is being read. For a signal's handler, too.
void restore_terminal();

}  // namespace st::cli
