#include "cli/interrupt.h"

#include <unistd.h>
#include <csignal>

#include <string_view>

#include "base/unfinished_file.h"
#include "cli/line_editor.h"

namespace st::cli {
namespace {

constexpr std::string_view kSaid = "\nerror: stopped by a signal; nothing half-written was left behind\n";

// Calls nothing that a signal's handler may not call.
extern "C" void stop(int signal_number) {
  remove_unfinished_files();
  restore_terminal();
  [[maybe_unused]] const ssize_t said = ::write(STDERR_FILENO, kSaid.data(), kSaid.size());
  std::signal(signal_number, SIG_DFL);
  ::raise(signal_number);
}

}  // namespace

void handle_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  struct sigaction action = {};
  action.sa_handler = stop;
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before = {};
    ::sigaction(signal_number, nullptr, &before);
    // Under nohup, or as a job without a terminal, a signal may be ignored on purpose: it stays so.
    if (before.sa_handler != SIG_IGN) ::sigaction(signal_number, &action, nullptr);
  }
}

}  // namespace st::cli
