#pragma once

#include <string>

namespace st::detail {

// Prints the failed condition, its place and `detail` to standard error, and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line,
                               const std::string& detail);

}  // namespace st::detail

// For bugs only: a condition that no input can make false. On in every build.
#define ST_CHECK(condition)                                                      \
  do {                                                                           \
    if (!(condition)) [[unlikely]]                                               \
      ::st::detail::check_failed(#condition, __FILE__, __LINE__, std::string()); \
  } while (false)

// As ST_CHECK, with the values that explain the failure.
#define ST_CHECK_MSG(condition, explanation)                                     \
  do {                                                                           \
    if (!(condition)) [[unlikely]]                                               \
      ::st::detail::check_failed(#condition, __FILE__, __LINE__, (explanation)); \
  } while (false)
