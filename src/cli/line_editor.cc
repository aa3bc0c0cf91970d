#include "cli/line_editor.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include "cli/edited_line.h"

namespace st::cli {
namespace {

constexpr int kEscapeWaitMs = 50;  // a lone Escape, or a sequence whose rest is on its way
constexpr std::size_t kMostHistory = 1000;

termios g_before;
volatile std::sig_atomic_t g_is_raw = 0;

// While it lives the terminal hands over each key and echoes nothing.
class RawTerminal {
 public:
  RawTerminal() {
    if (::tcgetattr(STDIN_FILENO, &g_before) != 0) return;
    termios raw = g_before;
    raw.c_iflag &= ~static_cast<tcflag_t>(ICRNL | INLCR | IXON);
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    g_is_raw = 1;  // before it is: a signal in between restores what is there
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  }
  ~RawTerminal() { restore_terminal(); }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
};

void show(const std::string& text) {
  fmt::print(stderr, "{}", text);
}

std::size_t columns() {
  winsize size = {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

// The signal that a terminal sends for this key; 0 for none.
int signal_of(const std::string& key) {
  if (key.size() != 1) return 0;
  switch (key[0]) {
    case 0x03:
      return SIGINT;
    case 0x1A:
      return SIGTSTP;
    case 0x1C:
      return SIGQUIT;
    default:
      return 0;
  }
}

}  // namespace

void restore_terminal() {
  if (g_is_raw == 0) return;
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &g_before);
  g_is_raw = 0;
}

bool LineEditor::possible() {
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1 && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

bool LineEditor::wait_for_more() {
  pollfd input = {STDIN_FILENO, POLLIN, 0};
  return ::poll(&input, 1, kEscapeWaitMs) > 0;
}

// Empty at the end of the input.
std::string LineEditor::next_key() {
  std::size_t size = key_bytes(pending_);
  while (size == 0) {
    if (!pending_.empty() && !wait_for_more()) {
      size = pending_.size();  // nothing follows: it is what it is
      break;
    }
    char bytes[256];
    const ssize_t n = ::read(STDIN_FILENO, bytes, sizeof(bytes));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return {};
    pending_.append(bytes, static_cast<std::size_t>(n));
    size = key_bytes(pending_);
  }
  const std::string key = pending_.substr(0, size);
  pending_.erase(0, size);
  return key;
}

std::optional<std::string> LineEditor::edit(const std::string& prompt) {
  std::optional<RawTerminal> raw(std::in_place);
  EditedLine line(history_);
  auto outcome = EditedLine::Outcome::kTyping;
  while (outcome == EditedLine::Outcome::kTyping) {
    // Of a text that was pasted only the end is drawn.
    if (key_bytes(pending_) == 0) show(row_of(prompt, line, columns()));
    const std::string key = next_key();
    if (key.empty()) return std::nullopt;
    if (signal_of(key) == SIGINT && !line.text().empty()) {  // what was typed is dropped, as in a shell
      show(row_of(prompt, line, columns()) + "^C\r\n");
      line = EditedLine(history_);
      continue;
    }
    if (const int signal_number = signal_of(key)) {
      raw.reset();
      ::raise(signal_number);
      raw.emplace();  // it was stopped, and goes on
      continue;
    }
    outcome = line.press(key);
  }
  if (outcome == EditedLine::Outcome::kEnded) return std::nullopt;
  show(row_of(prompt, line, columns()));
  return line.text();
}

std::optional<std::string> LineEditor::read(const std::string& prompt) {
  std::optional<std::string> text = edit(prompt);
  show("\r\n");
  if (text && !text->empty() && (history_.empty() || history_.back() != *text)) {
    if (history_.size() == kMostHistory) history_.erase(history_.begin());
    history_.push_back(*text);
  }
  return text;
}

}  // namespace st::cli
