#pragma once

#include <cstdint>

namespace st::kernels {

// A run of tokens for rope_simd.cc.
struct RopeRows {
  float* x = nullptr;              // [n_tokens, n_heads, head_dim], turned in place
  const float* cosines = nullptr;  // [n_tokens, n_pairs]
  const float* sines = nullptr;    // [n_tokens, n_pairs]
  std::int64_t n_tokens = 0;
  std::int64_t n_heads = 0;
  std::int64_t head_dim = 0;
  std::int64_t n_pairs = 0;
};

}  // namespace st::kernels
