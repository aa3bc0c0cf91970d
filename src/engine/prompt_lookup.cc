#include "engine/prompt_lookup.h"

#include <algorithm>

namespace st {
namespace {

constexpr std::size_t kLongestMatch = 4;
// Far enough back for what is copied; keeps a step's search short beside the step itself.
constexpr std::size_t kFarthest = 32768;

}  // namespace

std::vector<std::int32_t> draft_by_lookup(std::span<const std::int32_t> ids, std::size_t most,
                                          std::size_t least_match) {
  if (most == 0 || ids.size() <= least_match) return {};
  const std::size_t stop = ids.size() > kFarthest ? ids.size() - kFarthest : 0;
  std::size_t best_length = 0, best_end = 0;
  // `end` is one past a place that looks like the sequence's end.
  for (std::size_t end = ids.size() - 1; end > stop && best_length < kLongestMatch; --end) {
    std::size_t length = 0;
    while (length < kLongestMatch && length < end && ids[end - 1 - length] == ids[ids.size() - 1 - length])
      ++length;
    if (length > best_length) {
      best_length = length;
      best_end = end;
    }
  }
  if (best_length < least_match) return {};
  const std::size_t n = std::min(most, ids.size() - best_end);
  return {ids.begin() + static_cast<std::ptrdiff_t>(best_end),
          ids.begin() + static_cast<std::ptrdiff_t>(best_end + n)};
}

}  // namespace st
