#include "kernels/rope/rope_rows.h"
#include "kernels/simd/rows.h"

namespace st::kernels::ST_ISA_NAMESPACE {

void rope_halves_simd(const RopeRows& rows) {
  for (std::int64_t row = 0; row < rows.n_tokens * rows.n_heads; ++row) {
    const float* cosines = rows.cosines + row / rows.n_heads * rows.n_pairs;
    const float* sines = rows.sines + row / rows.n_heads * rows.n_pairs;
    float* a = rows.x + row * rows.head_dim;
    float* b = a + rows.n_pairs;
    for_lanes(rows.n_pairs, [&](std::int64_t i, int lanes) {
      const F32 x = load_some(a + i, lanes), y = load_some(b + i, lanes);
      const F32 c = load_some(cosines + i, lanes), s = load_some(sines + i, lanes);
      store_some(a + i, x * c - y * s, lanes);
      store_some(b + i, fused(y, c, x * s), lanes);
    });
  }
}

// Left to the compiler, which has the shuffles that pairs side by side need.
void rope_neighbours_simd(const RopeRows& rows) {
  for (std::int64_t row = 0; row < rows.n_tokens * rows.n_heads; ++row) {
    const float* cosines = rows.cosines + row / rows.n_heads * rows.n_pairs;
    const float* sines = rows.sines + row / rows.n_heads * rows.n_pairs;
    float* pairs = rows.x + row * rows.head_dim;
    for (std::int64_t i = 0; i < rows.n_pairs; ++i) {
      const float x = pairs[2 * i], y = pairs[2 * i + 1];
      pairs[2 * i] = x * cosines[i] - y * sines[i];
      pairs[2 * i + 1] = y * cosines[i] + x * sines[i];
    }
  }
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
