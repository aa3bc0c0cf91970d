#include "kernels/attention/attention_bias.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/check.h"

namespace st::kernels {

std::vector<float> alibi_slopes(std::int64_t n_heads, float max_bias) {
  ST_CHECK(n_heads > 0);
  const std::int64_t power = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(n_heads)));
  std::vector<float> slopes;
  const auto slope = [&](double step, double of) {
    return static_cast<float>(std::exp2(-max_bias * step / of));
  };
  for (std::int64_t i = 1; i <= power; ++i)
    slopes.push_back(slope(static_cast<double>(i), static_cast<double>(power)));
  for (std::int64_t i = 1; static_cast<std::int64_t>(slopes.size()) < n_heads; i += 2) {
    slopes.push_back(slope(static_cast<double>(i), static_cast<double>(2 * power)));
  }
  return slopes;
}

std::int64_t relative_bucket(const RelativeBuckets& buckets, std::int64_t distance) {
  std::int64_t n = buckets.n_buckets;
  std::int64_t offset = 0;
  std::int64_t back = -std::min<std::int64_t>(distance, 0);
  if (buckets.bidirectional) {
    n /= 2;
    if (distance > 0) offset = n;
    back = std::abs(distance);
  }
  const std::int64_t exact = n / 2;
  if (back < exact) return offset + back;
  // In float and truncated, as the models were trained: the rounding decides the border cases.
  const float ratio =
      std::log(static_cast<float>(back) / static_cast<float>(exact)) /
      static_cast<float>(std::log(static_cast<double>(buckets.max_distance) / static_cast<double>(exact)));
  const std::int64_t bucket = exact + static_cast<std::int64_t>(ratio * static_cast<float>(n - exact));
  return offset + std::min(bucket, n - 1);
}

RelativeBias relative_bias(const RelativeBuckets& buckets, std::int64_t n_heads,
                           std::span<const float> table) {
  ST_CHECK(static_cast<std::int64_t>(table.size()) == buckets.n_buckets * n_heads);
  RelativeBias bias;
  const std::int64_t reach = buckets.max_distance + 1;  // one more: no rounding at the border can matter
  bias.first_distance = -reach;
  bias.n_distances = 2 * reach + 1;
  bias.values.resize(static_cast<std::size_t>(n_heads * bias.n_distances));
  for (std::int64_t i = 0; i < bias.n_distances; ++i) {
    const std::int64_t bucket = relative_bucket(buckets, bias.first_distance + i);
    for (std::int64_t head = 0; head < n_heads; ++head) {
      bias.values[static_cast<std::size_t>(head * bias.n_distances + i)] =
          table[static_cast<std::size_t>(bucket * n_heads + head)];
    }
  }
  return bias;
}

}  // namespace st::kernels
