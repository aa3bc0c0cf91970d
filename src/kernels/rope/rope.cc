#include "kernels/rope/rope.h"

#include <cmath>

#include "base/check.h"
#include "kernels/isa_dispatch.h"
#include "kernels/rope/rope_rows.h"

namespace st::kernels {

ST_DECLARE_PER_ISA(void rope_neighbours_simd(const RopeRows& rows))
ST_DECLARE_PER_ISA(void rope_halves_simd(const RopeRows& rows))

namespace {

void rope_neighbours(Isa isa, const RopeRows& rows) {
  ST_CALL_FOR_ISA(isa, rope_neighbours_simd, rows)
}
void rope_halves(Isa isa, const RopeRows& rows) {
  ST_CALL_FOR_ISA(isa, rope_halves_simd, rows)
}

}  // namespace

RopeAngles rope_angles(const RopeFrequencies& frequencies, std::span<const std::int64_t> positions) {
  const std::size_t n_pairs = frequencies.inverse.size();
  RopeAngles angles;
  angles.n_pairs = static_cast<std::int64_t>(n_pairs);
  angles.cosines.resize(positions.size() * n_pairs);
  angles.sines.resize(positions.size() * n_pairs);
  for (std::size_t token = 0; token < positions.size(); ++token) {
    for (std::size_t i = 0; i < n_pairs; ++i) {
      const double angle = static_cast<float>(positions[token]) * frequencies.inverse[i];
      angles.cosines[token * n_pairs + i] =
          static_cast<float>(std::cos(angle) * frequencies.attention_scale);
      angles.sines[token * n_pairs + i] = static_cast<float>(std::sin(angle) * frequencies.attention_scale);
    }
  }
  return angles;
}

void apply_rope(const KernelContext& context, RopeLayout layout, const RopeAngles& angles,
                std::int64_t head_dim, std::span<float> x) {
  if (x.empty()) return;
  const std::int64_t n_tokens = static_cast<std::int64_t>(angles.cosines.size()) / angles.n_pairs;
  ST_CHECK(n_tokens > 0 && head_dim >= 2 * angles.n_pairs);
  ST_CHECK(x.size() % static_cast<std::size_t>(n_tokens * head_dim) == 0);
  const std::int64_t n_heads = static_cast<std::int64_t>(x.size()) / (n_tokens * head_dim);
  for_row_parts(context, n_tokens, n_heads * head_dim, [&](std::int64_t first, std::int64_t last) {
    RopeRows rows;
    rows.x = x.data() + first * n_heads * head_dim;
    rows.cosines = angles.cosines.data() + first * angles.n_pairs;
    rows.sines = angles.sines.data() + first * angles.n_pairs;
    rows.n_tokens = last - first;
    rows.n_heads = n_heads;
    rows.head_dim = head_dim;
    rows.n_pairs = angles.n_pairs;
    if (layout == RopeLayout::kNeighbours) return rope_neighbours(context.isa, rows);
    rope_halves(context.isa, rows);
  });
}

}  // namespace st::kernels
