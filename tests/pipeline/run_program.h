#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace st::pipeline {

// How the built program is to be called.
struct Call {
  std::vector<std::string> arguments;
  std::string input = {};             // its standard input
  std::string output_to = {};         // a file for its standard output; empty: Outcome::out
  std::filesystem::path folder = {};  // its working folder; empty: the test's own
  std::map<std::string, std::string> environment = {};          // on top of the test's own
  std::optional<std::uint64_t> file_limit_bytes = {};           // RLIMIT_FSIZE: what a full disk looks like
  std::optional<std::uint64_t> memory_limit_bytes = {};         // RLIMIT_AS
  std::chrono::milliseconds timeout = std::chrono::minutes(4);  // then it is killed, and timed_out is true
  std::optional<std::chrono::microseconds> signal_after = {};
  int signal_number = 9;  // sent after `signal_after`
};

// What it did.
struct Outcome {
  int exit_code = -1;  // -1: it ended by a signal
  int by_signal = 0;
  bool timed_out = false;
  std::string out;
  std::string err;
  double seconds = 0;
};

Outcome run_program(const Call& call);

// A folder of its own that goes when the scope ends.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

  // Writes a file, with the folders it needs, and returns its path.
  std::string write(const std::string& name, const std::string& bytes) const;

 private:
  std::filesystem::path path_;
};

std::string read_bytes(const std::filesystem::path& path);

// Every file under `folder`, by relative path, with its bytes.
std::map<std::string, std::string> files_under(const std::filesystem::path& folder);

// The lines of standard error that begin with "error:".
std::vector<std::string> error_lines(const Outcome& outcome);

// It ended by itself with `code`, standard error has exactly one line that begins with "error:", and that
// line holds each of `parts`.
testing::Matcher<const Outcome&> fails_with(int code, std::vector<std::string> parts = {});

// It ended by itself with `code` and without an error line.
testing::Matcher<const Outcome&> ends_with(int code);

// It did its work: it ended with 0, or with 1, which says that something is left for a person to look at.
testing::Matcher<const Outcome&> is_done();

void PrintTo(const Outcome& outcome, std::ostream* out);

}  // namespace st::pipeline
