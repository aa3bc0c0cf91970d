#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace st::cli {

// A line while it is typed: its text, where the cursor stands, and the lines before it, which the arrows
// bring back. Knows no terminal.
class EditedLine {
 public:
  enum class Outcome { kTyping, kEntered, kEnded };

  explicit EditedLine(std::vector<std::string> history);

  // One key: a character in UTF-8, a control byte or an escape sequence; others change nothing. kEnded is
  // Ctrl-D on an empty line.
  Outcome press(std::string_view key);

  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }  // in bytes, at the start of a character

 private:
  void move_or_erase(char control);
  void follow(std::string_view sequence);
  void recall(std::size_t index);
  std::size_t before(std::size_t at) const;
  std::size_t after(std::size_t at) const;
  std::size_t word_before() const;
  std::size_t word_after() const;
  void erase(std::size_t first, std::size_t last);

  std::vector<std::string> lines_;  // the history, and last what is being typed
  std::size_t index_ = 0;           // of the line that is shown
  std::string text_;
  std::size_t cursor_ = 0;
};

// How many bytes of `pending` are its first key; 0: not all of it has come yet.
std::size_t key_bytes(std::string_view pending);

// What shows `line` behind `prompt` on one row of `n_columns`, whatever the row held, with the cursor in
// its place; a longer line is shown around the cursor. Control characters are shown as U+FFFD.
std::string row_of(std::string_view prompt, const EditedLine& line, std::size_t n_columns);

}  // namespace st::cli
