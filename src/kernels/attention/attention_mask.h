#pragma once

#include <algorithm>
#include <cstdint>

namespace st::kernels {

// Which keys a query may see, by positions alone: always one run of keys, so that whole tiles are skipped.
// Padding is a matter of the sequence (attention.h).
struct AttentionMask {
  bool causal = true;  // only keys at or before the query
  std::int64_t window_tokens =
      0;  // only keys less than so far away, on both sides where not causal; 0 is no window
  std::int64_t prefix_tokens = 0;  // the first so many keys are seen by every query (prefix LM)
};

// Keys [first, last).
struct KeyRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

// The keys of a sequence of n_keys that the query at `position` may see. A prefix that lies before the
// window makes the range begin at 0; PrefixLM models have no window, so the two are not combined: REQUIRES
// one of them to be 0.
inline KeyRange visible_keys(const AttentionMask& mask, std::int64_t position, std::int64_t n_keys) {
  KeyRange range{0, n_keys};
  if (mask.causal) range.last = std::max(position + 1, mask.prefix_tokens);
  if (mask.window_tokens > 0) {
    range.first = std::max<std::int64_t>(0, position - mask.window_tokens + 1);
    range.last = std::min(range.last, position + mask.window_tokens);
  }
  range.last = std::min(range.last, n_keys);
  range.first = std::min(range.first, range.last);
  return range;
}

}  // namespace st::kernels
