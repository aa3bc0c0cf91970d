#include "kernels/simd/rows.h"

namespace st::kernels::ST_ISA_NAMESPACE {
namespace {

constexpr float kHidden = -__builtin_inff();

float largest_in(const float* x, std::int64_t n) {
  F32 top = splat(kHidden);
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) top = largest(load(x + i), top);
  float best = largest_of(top);
  for (; i < n; ++i) best = x[i] > best ? x[i] : best;
  return best;
}

void softmax_row(const float* x, float* y, std::int64_t n) {
  const float top = largest_in(x, n);
  if (top == kHidden) {
    for_lanes(n, [&](std::int64_t i, int lanes) { store_some(y + i, zero(), lanes); });
    return;
  }
  F32 sums = zero();
  for_lanes(n, [&](std::int64_t i, int lanes) {
    const F32 power = keep_first(exponential(load_some(x + i, lanes) - splat(top)), lanes);
    sums = sums + power;
    store_some(y + i, power, lanes);
  });
  const F32 scale = splat(1.0f / sum_of(sums));
  for_lanes(n,
            [&](std::int64_t i, int lanes) { store_some(y + i, load_some(y + i, lanes) * scale, lanes); });
}

}  // namespace

void softmax_simd(const float* x, float* y, std::int64_t n_rows, std::int64_t n_columns) {
  for (std::int64_t row = 0; row < n_rows; ++row)
    softmax_row(x + row * n_columns, y + row * n_columns, n_columns);
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
