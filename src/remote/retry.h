#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>

namespace st::remote {

// How often a call is tried and how long is waited in between: exponential back-off with jitter, and never
// sooner than the server asked for.
struct RetryPolicy {
  int tries = 6;
  std::int64_t first_wait_ms = 500;
  std::int64_t longest_wait_ms = 30'000;
  std::int64_t longest_retry_after_ms = 300'000;  // a server that asks for more is given up
};

// 408, 425, 429, 500, 502, 503, 504: what may pass.
bool status_may_pass(int status);

// Retry-After in milliseconds from `now`: seconds, or an HTTP date. Nothing where the text is neither.
std::optional<std::int64_t> retry_after_ms(const std::string& header, std::time_t now);

// The wait before try `attempt` + 1 (`attempt` counts from 1). `draw` in [0, 1) is the jitter: the back-off
// lies between half of its step and all of it, so that many clients do not come back at one moment.
std::int64_t wait_ms(const RetryPolicy& policy, int attempt, double draw,
                     std::optional<std::int64_t> asked_ms);

}  // namespace st::remote
