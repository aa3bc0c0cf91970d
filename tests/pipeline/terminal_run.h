#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace st::pipeline {

// The built program on a terminal of its own, 70 columns wide, as a person has it.
class TerminalRun {
 public:
  explicit TerminalRun(const std::vector<std::string>& arguments);
  ~TerminalRun();
  TerminalRun(const TerminalRun&) = delete;
  TerminalRun& operator=(const TerminalRun&) = delete;

  void type(const std::string& keys) const;
  // Whether `text` comes out, behind what an earlier call found, before the time is over.
  bool shows(const std::string& text);
  // Waits for the end: the exit code, or minus the signal's number.
  int end();
  const std::string& output() const { return output_; }
  // Whether the terminal echoes and hands over whole lines, as it did at the start.
  bool is_as_before() const;

 private:
  // Nothing more to come: false.
  bool read_some();

  int terminal_ = -1;
  int process_ = -1;
  std::string output_;
  std::size_t found_ = 0;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace st::pipeline
