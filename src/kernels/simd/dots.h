#pragma once

// Inner products of one row with several: the loop under decoding, in matrix products and in attention.

#include <cstdint>

#include "kernels/simd/rows.h"

namespace st::kernels::ST_ISA_NAMESPACE {

// sums[t] += w . x[t] for kTokens rows of x; several sums a row hide the latency of the addition. Their
// number does not depend on kTokens: a row gets the same bits in any company.
template <int kTokens>
ST_INLINE void add_dots(const float* w, const float* x, std::int64_t x_row, std::int64_t n, float* sums) {
  constexpr int kUnroll = 4;
  F32 partial[kTokens][kUnroll];
  for (auto& token : partial) {
    for (F32& sum : token) sum = zero();
  }
  std::int64_t i = 0;
  for (; i + kUnroll * kLanes <= n; i += kUnroll * kLanes) {
#pragma GCC unroll 4
    for (int u = 0; u < kUnroll; ++u) {
      const F32 weight = load(w + i + u * kLanes);
#pragma GCC unroll 2
      for (int t = 0; t < kTokens; ++t) {
        partial[t][u] = fused(weight, load(x + t * x_row + i + u * kLanes), partial[t][u]);
      }
    }
  }
  for (; i < n; i += kLanes) {
    const int lanes = n - i < kLanes ? static_cast<int>(n - i) : kLanes;
    const F32 weight = load_some(w + i, lanes);
    for (int t = 0; t < kTokens; ++t)
      partial[t][0] = fused(weight, load_some(x + t * x_row + i, lanes), partial[t][0]);
  }
  for (int t = 0; t < kTokens; ++t) {
    F32 sum = partial[t][0];
    for (int u = 1; u < kUnroll; ++u) sum = sum + partial[t][u];
    sums[t] += sum_of(sum);
  }
}

// Any number of rows.
ST_INLINE void add_dots_of_rows(const float* w, const float* x, std::int64_t x_row, std::int64_t n_rows,
                                std::int64_t n, float* sums) {
  std::int64_t t = 0;
  for (; t + 2 <= n_rows; t += 2) add_dots<2>(w, x + t * x_row, x_row, n, sums + t);
  for (; t < n_rows; ++t) add_dots<1>(w, x + t * x_row, x_row, n, sums + t);
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
