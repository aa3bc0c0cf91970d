#pragma once

#include <cstdint>

#include "kernels/attention/attention_plan.h"
#include "kernels/attention/kv_view.h"

namespace st::kernels {

// What flash.cc and naive.cc hand to the *_simd.cc of this folder: plain pointers, everything looked up.

// A query row's place: it may see keys [first_key, last_key).
struct RowPlace {
  std::int64_t position = 0;
  std::int64_t first_key = 0;
  std::int64_t last_key = 0;
};

inline constexpr std::int64_t kMostRows = kRowPanel * kPanelsPerItem;
inline constexpr std::int64_t kMostHeadDim = 256;
// So few rows are taken one by one, with head_dim in the vectors (decoding); more side by side in the
// vectors.
inline constexpr std::int64_t kFewRows = 8;

// Up to kMostRows query rows of one KV head, and a run of keys.
struct AttentionJob {
  const float* q = nullptr;  // [n_tokens, n_heads, head_dim], the sequence's first token
  float* out = nullptr;      // as q
  std::int64_t n_heads = 0;
  std::int64_t head_dim = 0;
  std::int64_t group = 1;
  std::int64_t kv_head = 0;
  std::int64_t first_row = 0;  // token * group + head in group
  std::int64_t n_rows = 0;
  const RowPlace* places = nullptr;  // [n_rows]

  float scale = 1.0f;
  float soft_cap = 0.0f;
  const float* slopes = nullptr;     // [group], this KV head's, or null
  const float* bias_rows = nullptr;  // [group, n_distances], this KV head's, or null
  std::int64_t first_distance = 0;
  std::int64_t n_distances = 0;

  KvRows keys;
  KvRows values;
  const std::uint32_t* pages = nullptr;  // null: contiguous
  std::int64_t page_tokens = 1;
  const std::uint8_t* key_visible = nullptr;  // [n_keys] or null
  std::int64_t first_key = 0;
  std::int64_t last_key = 0;

  float* partials =
      nullptr;  // [n_rows, head_dim + 2]: sums, running maximum, running total; null: finish into out
  float* scratch = nullptr;  // flash_scratch_floats(head_dim)
  float* scores = nullptr;   // naive only: [row panels, n_keys, kRowPanel]
  std::int64_t n_keys = 0;   // naive only
};

constexpr std::int64_t padded_head_dim(std::int64_t head_dim) {
  return (head_dim + 15) / 16 * 16;
}

// Queries and sums of all rows, a tile of keys and of values, a tile of scores, and some rows of numbers.
constexpr std::int64_t flash_scratch_floats(std::int64_t head_dim) {
  return 2 * kMostRows * padded_head_dim(head_dim) + 2 * kKeyTile * padded_head_dim(head_dim) +
         kKeyTile * kRowPanel + 8 * kMostRows;
}

// The scores' beginning: low enough to lose against any score, finite so that no difference is NaN.
inline constexpr float kNoScore = -1e30f;

}  // namespace st::kernels
