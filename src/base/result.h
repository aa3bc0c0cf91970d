#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.h"

namespace st {

// What went wrong, by who can mend it. The numbers are the program's exit codes.
enum class ErrorKind {
  kUsage = 2,      // the call is wrong: an unknown option, a file that is not there
  kInput = 3,      // the input can't be read
  kModel = 4,      // the model can't be used
  kResources = 5,  // out of memory, disk or time
};

// The world's errors: a file, a request, a reply. One line, no final stop's newline, in the order
// "where: what is wrong; what was expected or what to do next".
struct Error {
  ErrorKind kind = ErrorKind::kInput;
  std::string message;

  // The same error seen from further out: "where: message".
  Error in(const std::string& where) const { return {kind, where + ": " + message}; }
};

inline Error usage_error(std::string message) {
  return {ErrorKind::kUsage, std::move(message)};
}
inline Error input_error(std::string message) {
  return {ErrorKind::kInput, std::move(message)};
}
inline Error model_error(std::string message) {
  return {ErrorKind::kModel, std::move(message)};
}
inline Error resource_error(std::string message) {
  return {ErrorKind::kResources, std::move(message)};
}

// A value, or the Error that kept it from being made. Reading the absent half is a bug and aborts.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    require_ok();
    return std::get<0>(state_);
  }
  const T& value() const& {
    require_ok();
    return std::get<0>(state_);
  }
  T&& value() && {
    require_ok();
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    ST_CHECK(!ok());
    return std::get<1>(state_);
  }

 private:
  void require_ok() const {
    if (!ok()) detail::check_failed("Result has a value", __FILE__, __LINE__, std::get<1>(state_).message);
  }

  std::variant<T, Error> state_;
};

// Done, or the Error that prevented it.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    ST_CHECK(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace st

#define ST_CONCAT_INNER(a, b) a##b
#define ST_CONCAT(a, b) ST_CONCAT_INNER(a, b)

// Returns the error from the enclosing function, where `expression` failed.
#define ST_RETURN_IF_ERROR(expression)                                                   \
  do {                                                                                   \
    if (const auto& st_status = (expression); !st_status.ok()) return st_status.error(); \
  } while (false)

// Declares or assigns `target` from a Result, or returns its error.
#define ST_ASSIGN_OR_RETURN(target, expression) \
  ST_ASSIGN_IMPL(ST_CONCAT(st_result_, __LINE__), target, expression)
#define ST_ASSIGN_IMPL(result, target, expression) \
  auto result = (expression);                      \
  if (!result.ok()) return result.error();         \
  target = std::move(result).value()
