#include "pipeline/run_program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

namespace st::pipeline {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Pipe open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  return {ends[0], ends[1]};
}

void set_limit(int what, const std::optional<std::uint64_t>& bytes) {
  if (!bytes) return;
  const rlimit limit = {*bytes, *bytes};
  ::setrlimit(static_cast<__rlimit_resource>(what), &limit);
}

// In the child, between fork and exec.
[[noreturn]] void become_program(const Call& call, const Pipe& in, const Pipe& out, const Pipe& err) {
  ::dup2(in.read_end, STDIN_FILENO);
  ::dup2(out.write_end, STDOUT_FILENO);
  ::dup2(err.write_end, STDERR_FILENO);
  if (!call.output_to.empty()) {
    const int file = ::open(call.output_to.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) ::_exit(126);
    ::dup2(file, STDOUT_FILENO);
  }
  if (!call.folder.empty() && ::chdir(call.folder.c_str()) != 0) ::_exit(126);
  for (const auto& [name, value] : call.environment) ::setenv(name.c_str(), value.c_str(), 1);
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_FSIZE, call.file_limit_bytes);
  set_limit(RLIMIT_AS, call.memory_limit_bytes);
  std::string program = ST_BINARY;
  std::vector<std::string> arguments = call.arguments;
  std::vector<char*> argv = {program.data()};
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  ::execv(ST_BINARY, argv.data());
  ::_exit(127);
}

// Feeds standard input and collects both outputs until the program has closed them, or the time is up.
class Conversation {
 public:
  Conversation(const Call& call, pid_t child, int in, int out, int err)
      : call_(call), child_(child), begun_(Clock::now()), in_(in), out_(out), err_(err) {
    for (const int fd : {in_, out_, err_}) ::fcntl(fd, F_SETFL, O_NONBLOCK);
  }

  void run(Outcome& outcome) {
    while (out_ >= 0 || err_ >= 0) {
      keep_time(outcome);
      std::array<pollfd, 3> waits = {{{in_, POLLOUT, 0}, {out_, POLLIN, 0}, {err_, POLLIN, 0}}};
      ::poll(waits.data(), waits.size(), 5);
      feed();
      collect(out_, outcome.out);
      collect(err_, outcome.err);
    }
    close(in_);
  }

  // Sends the signal, or kills what ran out of time. Returns whether there is anything left to wait for.
  void keep_time(Outcome& outcome) {
    const auto elapsed = Clock::now() - begun_;
    if (call_.signal_after && !signalled_ && elapsed >= *call_.signal_after) {
      ::kill(child_, call_.signal_number);
      signalled_ = true;
    }
    if (elapsed >= call_.timeout && !outcome.timed_out) {
      outcome.timed_out = true;
      ::kill(child_, SIGKILL);
    }
  }

 private:
  static void close(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }

  void feed() {
    if (in_ < 0) return;
    while (fed_ < call_.input.size()) {
      const ssize_t n = ::write(in_, call_.input.data() + fed_, call_.input.size() - fed_);
      if (n < 0 && errno == EAGAIN) return;
      if (n < 0) break;  // it does not want more
      fed_ += static_cast<std::size_t>(n);
    }
    close(in_);
  }

  static void collect(int& fd, std::string& into) {
    std::array<char, 1 << 16> block{};
    while (fd >= 0) {
      const ssize_t n = ::read(fd, block.data(), block.size());
      if (n < 0 && errno == EAGAIN) return;
      if (n <= 0) return close(fd);
      into.append(block.data(), static_cast<std::size_t>(n));
    }
  }

  const Call& call_;
  pid_t child_;
  Clock::time_point begun_;
  int in_, out_, err_;
  std::size_t fed_ = 0;
  bool signalled_ = false;
};

void wait_for(pid_t child, Conversation& conversation, Outcome& outcome) {
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    conversation.keep_time(outcome);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome.by_signal = WTERMSIG(status);
}

}  // namespace

Outcome run_program(const Call& call) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto begun = Clock::now();
  const Pipe in = open_pipe(), out = open_pipe(), err = open_pipe();
  const pid_t child = ::fork();
  if (child < 0) std::abort();
  if (child == 0) become_program(call, in, out, err);
  for (const int fd : {in.read_end, out.write_end, err.write_end}) ::close(fd);
  Outcome outcome;
  Conversation conversation(call, child, in.write_end, out.read_end, err.read_end);
  conversation.run(outcome);
  wait_for(child, conversation, outcome);
  outcome.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  return outcome;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "st_pipeline_XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& bytes) const {
  const std::filesystem::path path = path_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
  return path.string();
}

std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

std::map<std::string, std::string> files_under(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  if (!std::filesystem::exists(folder)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files[std::filesystem::relative(entry.path(), folder).string()] = read_bytes(entry.path());
    }
  }
  return files;
}

std::vector<std::string> error_lines(const Outcome& outcome) {
  std::vector<std::string> found;
  std::istringstream lines(outcome.err);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("error:", 0) == 0) found.push_back(line);
  }
  return found;
}

testing::Matcher<const Outcome&> fails_with(int code, std::vector<std::string> parts) {
  return testing::Truly([code, parts = std::move(parts)](const Outcome& outcome) {
    const std::vector<std::string> lines = error_lines(outcome);
    if (outcome.exit_code != code || lines.size() != 1) return false;
    for (const std::string& part : parts) {
      if (lines.front().find(part) == std::string::npos) return false;
    }
    return true;
  });
}

testing::Matcher<const Outcome&> ends_with(int code) {
  return testing::Truly(
      [code](const Outcome& outcome) { return outcome.exit_code == code && error_lines(outcome).empty(); });
}

testing::Matcher<const Outcome&> is_done() {
  return testing::AnyOf(ends_with(0), ends_with(1));
}

void PrintTo(const Outcome& outcome, std::ostream* out) {
  *out << fmt::format(
      "exit code {}, signal {}{}, {:.2f} s\n--- out ({} bytes)\n{:.2000}\n--- err\n{:.2000}",
      outcome.exit_code, outcome.by_signal, outcome.timed_out ? ", timed out" : "", outcome.seconds,
      outcome.out.size(), outcome.out, outcome.err);
}

}  // namespace st::pipeline
