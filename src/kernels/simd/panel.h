#pragma once

// The one inner loop under matrix products and attention: C[rows, columns] (+)= A[rows, depth] * B[depth,
// columns], where the columns are vectors and A is broadcast. A may lie in any order; B and C have columns
// side by side. C stays in registers over the whole depth.

#include <cstdint>

#include "kernels/simd/vec.h"

namespace st::kernels::ST_ISA_NAMESPACE {

// Rows and vectors that fit the registers: sums, one row of B and a broadcast.
#if defined(ST_SIMD_AVX512)
constexpr int kPanelRows = 8, kPanelVectors = 3;  // 24 sums of 32 registers
#elif defined(ST_SIMD_AVX2)
constexpr int kPanelRows = 4, kPanelVectors = 3;  // 12 of 16
#else
constexpr int kPanelRows = 4, kPanelVectors = 3;
#endif

struct PanelOperands {
  const float* a = nullptr;
  std::int64_t a_row = 0;    // floats from one row of A to the next
  std::int64_t a_depth = 0;  // floats from one column of A to the next
  const float* b = nullptr;
  std::int64_t b_depth = 0;  // floats from one row of B to the next
  float* c = nullptr;
  std::int64_t c_row = 0;
  std::int64_t depth = 0;
  bool add = false;  // to what C holds, else C is overwritten
};

template <int kRows, int kVectors>
ST_INLINE void panel_block(const PanelOperands& p) {
  F32 sums[kRows][kVectors];
#pragma GCC unroll 8
  for (int i = 0; i < kRows; ++i) {
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) sums[i][j] = p.add ? load(p.c + i * p.c_row + j * kLanes) : zero();
  }
  const float* a = p.a;
  const float* b = p.b;
  for (std::int64_t k = 0; k < p.depth; ++k, a += p.a_depth, b += p.b_depth) {
    F32 row[kVectors];
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) row[j] = load(b + j * kLanes);
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      const F32 factor = splat(a[i * p.a_row]);
#pragma GCC unroll 8
      for (int j = 0; j < kVectors; ++j) sums[i][j] = fused(factor, row[j], sums[i][j]);
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < kRows; ++i) {
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) store(p.c + i * p.c_row + j * kLanes, sums[i][j]);
  }
}

// As many blocks of kRows as there are; what is left stays in n_rows.
template <int kRows, int kVectors>
ST_INLINE void take_rows(PanelOperands& p, std::int64_t& n_rows) {
  while (n_rows >= kRows) {
    panel_block<kRows, kVectors>(p);
    p.a += kRows * p.a_row;
    p.c += kRows * p.c_row;
    n_rows -= kRows;
  }
}

// All rows, with kVectors vectors of columns.
template <int kVectors>
ST_INLINE void panel_rows(PanelOperands p, std::int64_t n_rows) {
  take_rows<kPanelRows, kVectors>(p, n_rows);
  take_rows<4, kVectors>(p, n_rows);
  take_rows<2, kVectors>(p, n_rows);
  take_rows<1, kVectors>(p, n_rows);
}

// n_columns is rounded up to whole vectors: B and C must have so many.
inline void panel_product(PanelOperands p, std::int64_t n_rows, std::int64_t n_columns) {
  std::int64_t vectors = (n_columns + kLanes - 1) / kLanes;
  for (; vectors >= kPanelVectors; vectors -= kPanelVectors) {
    panel_rows<kPanelVectors>(p, n_rows);
    p.b += kPanelVectors * kLanes;
    p.c += kPanelVectors * kLanes;
  }
  if (vectors == 2) panel_rows<2>(p, n_rows);
  if (vectors == 1) panel_rows<1>(p, n_rows);
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
