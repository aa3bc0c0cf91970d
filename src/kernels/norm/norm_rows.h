#pragma once

#include <cstdint>

namespace st::kernels {

// A run of rows for norm_simd.cc. Null pointers are absent parameters.
struct NormRows {
  const float* x = nullptr;       // [n_rows, d_model]
  float* y = nullptr;             // [n_rows, d_model]
  const float* weight = nullptr;  // [d_model]
  const float* bias = nullptr;    // [d_model]
  std::int64_t n_rows = 0;
  std::int64_t d_model = 0;
  float epsilon = 0.0f;
  float weight_offset = 0.0f;
};

}  // namespace st::kernels
