#pragma once

// For *_test.cc files: the program, run within the test.

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "cli/program.h"

namespace st::cli {

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

// `arguments` without the program's name.
inline Ran run_command(const std::vector<std::string>& arguments) {
  std::vector<const char*> pointers = {"storytransformer"};
  for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Ran ran;
  ran.code = run_program(static_cast<int>(pointers.size()), pointers.data());
  std::fflush(stdout);
  ran.out = ::testing::internal::GetCapturedStdout();
  ran.err = ::testing::internal::GetCapturedStderr();
  return ran;
}

}  // namespace st::cli
