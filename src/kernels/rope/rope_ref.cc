#include <cmath>

#include "kernels/rope/rope.h"

namespace st::kernels {

void apply_rope_ref(RopeLayout layout, const RopeFrequencies& frequencies,
                    std::span<const std::int64_t> positions, std::int64_t head_dim, std::span<float> x) {
  const std::size_t n_pairs = frequencies.inverse.size();
  const std::size_t values_per_token = x.size() / positions.size();
  for (std::size_t start = 0; start < x.size(); start += static_cast<std::size_t>(head_dim)) {
    const std::int64_t position = positions[start / values_per_token];
    for (std::size_t i = 0; i < n_pairs; ++i) {
      const double angle = static_cast<float>(position) * frequencies.inverse[i];
      const std::size_t first = start + (layout == RopeLayout::kNeighbours ? 2 * i : i);
      const std::size_t second = layout == RopeLayout::kNeighbours ? first + 1 : first + n_pairs;
      const double a = x[first], b = x[second];
      const double c = std::cos(angle) * frequencies.attention_scale,
                   s = std::sin(angle) * frequencies.attention_scale;
      x[first] = static_cast<float>(a * c - b * s);
      x[second] = static_cast<float>(b * c + a * s);
    }
  }
}

}  // namespace st::kernels
