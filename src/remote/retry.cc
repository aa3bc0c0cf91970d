#include "remote/retry.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>

namespace st::remote {

bool status_may_pass(int status) {
  constexpr std::array kPassing = {408, 425, 429, 500, 502, 503, 504};
  return std::find(kPassing.begin(), kPassing.end(), status) != kPassing.end();
}

std::optional<std::int64_t> retry_after_ms(const std::string& header, std::time_t now) {
  if (header.empty()) return std::nullopt;
  const bool digits = header.find_first_not_of("0123456789") == std::string::npos;
  if (digits) return header.size() > 9 ? std::int64_t{999'999'999'000} : std::stoll(header) * 1000;
  const std::time_t at = curl_getdate(header.c_str(), nullptr);
  if (at == -1) return std::nullopt;
  return std::max<std::int64_t>(0, static_cast<std::int64_t>(at) - now) * 1000;
}

std::int64_t wait_ms(const RetryPolicy& policy, int attempt, double draw,
                     std::optional<std::int64_t> asked_ms) {
  std::int64_t step = policy.first_wait_ms;
  for (int i = 1; i < attempt && step < policy.longest_wait_ms; ++i) step *= 2;
  step = std::min(step, policy.longest_wait_ms);
  const auto jittered = step / 2 + static_cast<std::int64_t>(draw * static_cast<double>(step - step / 2));
  return std::max(jittered, asked_ms.value_or(0));
}

}  // namespace st::remote
