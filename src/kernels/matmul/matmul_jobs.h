#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/few_tokens.h"
#include "tensor/dtype.h"

namespace st::kernels {

// What matmul.cc hands to matmul_simd.cc. Weights: [n_out, n_in] by rows of row_bytes.
struct MatmulWeights {
  DType type = DType::kF32;
  const std::byte* rows = nullptr;
  std::int64_t row_bytes = 0;
  std::int64_t n_in = 0;
  std::int64_t n_out = 0;
  std::int64_t chunk_bytes = 0;  // bytes of kDepthChunk elements of a row
  const float* bias = nullptr;   // [n_out] or null
};

// The depth is taken by so many at a time: every block format divides it.
inline constexpr std::int64_t kDepthChunk = 256;
// Tokens side by side in a packed panel, panels in a block, weight rows in a block.
inline constexpr std::int64_t kTokenPanel = 48;
inline constexpr std::int64_t kTokenBlock = 480;
inline constexpr std::int64_t kWeightRows = 64;

// Decoding: y[t, first_out .. last_out) for all tokens.
struct FewTokensJob {
  MatmulWeights weights;
  std::int64_t first_out = 0;
  std::int64_t last_out = 0;
  std::int64_t n_tokens = 0;
  const float* x = nullptr;  // [n_tokens, n_in]
  float* y = nullptr;        // [n_tokens, n_out]
};

// Activations rounded to bytes: x = scale * q, per 32 values.
struct ByteActivations {
  std::int8_t* q = nullptr;     // [n_tokens, n_in]
  float* scale = nullptr;       // [n_tokens, n_in / 32]
  float* sums_of_16 = nullptr;  // [n_tokens, n_in / 16], scale times the sum of 16 q
  float* sums_of_32 = nullptr;  // [n_tokens, n_in / 32]
};

// Prefill: one block of weight rows times one block of tokens.
struct BlockJob {
  MatmulWeights weights;
  std::int64_t first_out = 0;
  std::int64_t n_rows = 0;        // at most kWeightRows
  std::int64_t n_tokens = 0;      // at most kTokenBlock
  const float* panels = nullptr;  // [token panels, n_in, kTokenPanel]
  float* y = nullptr;             // [n_tokens, n_out], the block's first token
  float* scratch = nullptr;       // kBlockScratchFloats
};
inline constexpr std::int64_t kBlockScratchFloats = kWeightRows * (kDepthChunk + kTokenBlock);

}  // namespace st::kernels
