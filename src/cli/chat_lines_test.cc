#include <gtest/gtest.h>

#include "cli/chat_lines.h"
#include "cli/edited_line.h"
#include "cli/terminal_text.h"

namespace st::cli {
namespace {

std::string typed(EditedLine& line, std::string keys) {
  while (!keys.empty()) {
    const std::size_t size = key_bytes(keys);
    EXPECT_GT(size, 0u) << keys;
    if (size == 0) break;
    line.press(keys.substr(0, size));
    keys.erase(0, size);
  }
  return line.text();
}

TEST(EditedLine, InsertsAndErasesWholeCharacters) {
  EditedLine line({});
  EXPECT_EQ(typed(line, "caf\u00e9s"), "caf\u00e9s");
  EXPECT_EQ(typed(line, "\x1b[D\x7f"), "cafs");
  EXPECT_EQ(typed(line, "e\x01\x1b[3~C\x05!"), "Cafes!");
  EXPECT_EQ(typed(line, " two words\x17"), "Cafes! two ");
  EXPECT_EQ(typed(line, "\x1b[1;5D\x0b"), "Cafes! ");
  EXPECT_EQ(typed(line, "\x15"), "");
  // Keys at the edges, and unknown ones, change nothing.
  EXPECT_EQ(typed(line, "\x7f\x1b[D\x1b[C\x1b[3~\x1b[20~\x1bq\x0c"), "");
}

TEST(EditedLine, BringsEarlierLinesBackAndKeepsTheOneInHand) {
  EditedLine line({"first", "second"});
  typed(line, "thi");
  EXPECT_EQ(typed(line, "\x1b[A"), "second");
  EXPECT_EQ(typed(line, "\x1bOA"), "first");
  EXPECT_EQ(typed(line, "\x1b[A"), "first");
  EXPECT_EQ(typed(line, "!\x1b[B"), "second");
  EXPECT_EQ(typed(line, "\x1b[B"), "thi");
  EXPECT_EQ(typed(line, "\x1b[Brd"), "third");
}

TEST(EditedLine, EndsAtEnterAndAtCtrlDOnNothing) {
  EditedLine line({});
  EXPECT_EQ(line.press("\x04"), EditedLine::Outcome::kEnded);
  EXPECT_EQ(line.press("a"), EditedLine::Outcome::kTyping);
  EXPECT_EQ(line.press("\x04"), EditedLine::Outcome::kTyping);
  EXPECT_EQ(line.press("\r"), EditedLine::Outcome::kEntered);
  EXPECT_EQ(line.text(), "a");
}

TEST(EditedLine, WaitsForTheRestOfAKey) {
  EXPECT_EQ(key_bytes("\x1b"), 0u);
  EXPECT_EQ(key_bytes("\x1b["), 0u);
  EXPECT_EQ(key_bytes("\x1b[1;5"), 0u);
  EXPECT_EQ(key_bytes("\x1b[1;5Cx"), 6u);
  EXPECT_EQ(key_bytes("\xc3"), 0u);
  EXPECT_EQ(key_bytes("\xc3\xa9x"), 2u);
}

TEST(EditedLine, ALongLineIsShownAroundTheCursorOnOneRow) {
  EditedLine line({});
  typed(line, "0123456789");
  EXPECT_EQ(row_of("> ", line, 80), "\r> 0123456789\x1b[K\r\x1b[12C");
  EXPECT_EQ(row_of("> ", line, 8), "\r> 56789\x1b[K\r\x1b[7C");
  typed(line, "\x01");
  EXPECT_EQ(row_of("> ", line, 8), "\r> 01234\x1b[K\r\x1b[2C");
  EditedLine wide({});
  typed(wide, "\u8a9e\u8a9ea");
  EXPECT_EQ(row_of("> ", wide, 80), "\r> \u8a9e\u8a9ea\x1b[K\r\x1b[7C");
  EXPECT_EQ(row_of("> ", wide, 6), "\r> \u8a9ea\x1b[K\r\x1b[5C");
}

TEST(TerminalText, AStreamKeepsItsLinesAndLosesWhatMovesTheCursor) {
  EXPECT_EQ(terminal_lines("a\n\tb"), "a\n\tb");
  EXPECT_EQ(terminal_lines("\x1b]0;name\x07\x1b[2J\r"), "\uFFFD]0;name\uFFFD\uFFFD[2J\uFFFD");
  EXPECT_EQ(terminal_text("a\n\tb"), "a  b");
}

TEST(ChatLines, JoinsWhatGoesOn) {
  std::vector<std::string> lines = {"one \\", "two", "\"\"\"", "three", "four", "\"\"\"", "five\\"};
  std::string prompts;
  const auto next = [&](const char* prompt) -> std::optional<std::string> {
    prompts += prompt;
    if (lines.empty()) return std::nullopt;
    const std::string line = lines.front();
    lines.erase(lines.begin());
    return line;
  };
  EXPECT_EQ(read_chat_input(next), "one \ntwo");
  EXPECT_EQ(read_chat_input(next), "three\nfour");
  EXPECT_EQ(read_chat_input(next), "five\n");
  EXPECT_EQ(read_chat_input(next), std::nullopt);
  EXPECT_EQ(prompts, "> . > . . . > . > ");
}

}  // namespace
}  // namespace st::cli
