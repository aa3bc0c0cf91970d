#include "pipeline/terminal_run.h"

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace st::pipeline {

TerminalRun::TerminalRun(const std::vector<std::string>& arguments)
    : deadline_(std::chrono::steady_clock::now() + std::chrono::minutes(1)) {
  std::vector<char*> call;
  std::string program = ST_BINARY;
  std::vector<std::string> copies = arguments;
  call.push_back(program.data());
  for (std::string& argument : copies) call.push_back(argument.data());
  call.push_back(nullptr);
  winsize size = {};
  size.ws_row = 24;
  size.ws_col = 70;
  process_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
  if (process_ != 0) return;
  ::setenv("TERM", "xterm", 1);
  ::execv(call[0], call.data());
  ::_exit(127);
}

TerminalRun::~TerminalRun() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  if (terminal_ >= 0) ::close(terminal_);
}

void TerminalRun::type(const std::string& keys) const {
  [[maybe_unused]] const ssize_t written = ::write(terminal_, keys.data(), keys.size());
}

bool TerminalRun::read_some() {
  using std::chrono::milliseconds;
  const auto left =
      std::chrono::duration_cast<milliseconds>(deadline_ - std::chrono::steady_clock::now()).count();
  pollfd input = {terminal_, POLLIN, 0};
  if (left <= 0 || ::poll(&input, 1, static_cast<int>(left)) <= 0) return false;
  char bytes[4096];
  const ssize_t n = ::read(terminal_, bytes, sizeof(bytes));
  if (n <= 0) return false;
  output_.append(bytes, static_cast<std::size_t>(n));
  return true;
}

bool TerminalRun::shows(const std::string& text) {
  std::size_t at = output_.find(text, found_);
  while (at == std::string::npos && read_some()) at = output_.find(text, found_);
  if (at == std::string::npos) return false;
  found_ = at + text.size();
  return true;
}

int TerminalRun::end() {
  while (read_some()) {
  }
  // Out of time: what still runs would be waited for without end.
  if (std::chrono::steady_clock::now() >= deadline_) ::kill(process_, SIGKILL);
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

bool TerminalRun::is_as_before() const {
  termios now = {};
  return ::tcgetattr(terminal_, &now) == 0 && (now.c_lflag & ICANON) != 0 && (now.c_lflag & ECHO) != 0;
}

}  // namespace st::pipeline
