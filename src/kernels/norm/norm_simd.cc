#include "kernels/norm/norm_rows.h"
#include "kernels/simd/rows.h"
#include "kernels/simd/vec.h"

namespace st::kernels::ST_ISA_NAMESPACE {
namespace {

struct Moments {
  float mean;
  float variance;
};

// Two passes: the mean first, so that the variance does not lose itself in the difference of two large
// sums.
Moments moments_of(const float* x, std::int64_t n) {
  F32 sums = zero();
  for_lanes(n, [&](std::int64_t i, int lanes) { sums = sums + load_some(x + i, lanes); });
  const float mean = sum_of(sums) / static_cast<float>(n);
  F32 squares = zero();
  for_lanes(n, [&](std::int64_t i, int lanes) {
    const F32 centred = keep_first(load_some(x + i, lanes) - splat(mean), lanes);
    squares = fused(centred, centred, squares);
  });
  return {mean, sum_of(squares) / static_cast<float>(n)};
}

float mean_square_of(const float* x, std::int64_t n) {
  F32 squares = zero();
  for_lanes(n, [&](std::int64_t i, int lanes) {
    const F32 value = load_some(x + i, lanes);
    squares = fused(value, value, squares);
  });
  return sum_of(squares) / static_cast<float>(n);
}

}  // namespace

void layer_norm_simd(const NormRows& rows) {
  for (std::int64_t row = 0; row < rows.n_rows; ++row) {
    const float* x = rows.x + row * rows.d_model;
    float* y = rows.y + row * rows.d_model;
    const Moments moments = moments_of(x, rows.d_model);
    const F32 mean = splat(moments.mean);
    const F32 scale = splat(1.0f / __builtin_sqrtf(moments.variance + rows.epsilon));
    for_lanes(rows.d_model, [&](std::int64_t i, int lanes) {
      F32 value = (load_some(x + i, lanes) - mean) * scale;
      if (rows.weight != nullptr) value = value * load_some(rows.weight + i, lanes);
      if (rows.bias != nullptr) value = value + load_some(rows.bias + i, lanes);
      store_some(y + i, value, lanes);
    });
  }
}

void rms_norm_simd(const NormRows& rows) {
  const F32 offset = splat(rows.weight_offset);
  for (std::int64_t row = 0; row < rows.n_rows; ++row) {
    const float* x = rows.x + row * rows.d_model;
    float* y = rows.y + row * rows.d_model;
    const F32 scale = splat(1.0f / __builtin_sqrtf(mean_square_of(x, rows.d_model) + rows.epsilon));
    for_lanes(rows.d_model, [&](std::int64_t i, int lanes) {
      F32 value = load_some(x + i, lanes) * scale;
      if (rows.weight != nullptr) value = value * (offset + load_some(rows.weight + i, lanes));
      store_some(y + i, value, lanes);
    });
  }
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
