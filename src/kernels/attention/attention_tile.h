#pragma once

// Pieces that flash_rows_simd.cc, flash_decode_simd.cc and naive_simd.cc share. Only for *_simd.cc.

#include "kernels/attention/attention_jobs.h"
#include "kernels/simd/unpack.h"

namespace st::kernels::ST_ISA_NAMESPACE {

constexpr float kHiddenScore = -__builtin_inff();

ST_INLINE std::int64_t lesser(std::int64_t a, std::int64_t b) {
  return a < b ? a : b;
}
ST_INLINE std::int64_t greater(std::int64_t a, std::int64_t b) {
  return a < b ? b : a;
}

// A run of keys (or values) as floats: either where they lie, or unpacked into a tile.
struct FloatRows {
  const float* first = nullptr;
  std::int64_t row = 0;  // floats from one to the next
};

// Tiles end at multiples of kKeyTile, at page borders and at the last key.
ST_INLINE std::int64_t tile_end(const AttentionJob& job, std::int64_t key) {
  std::int64_t end = lesser((key / kKeyTile + 1) * kKeyTile, job.last_key);
  if (job.pages != nullptr) end = lesser(end, (key / job.page_tokens + 1) * job.page_tokens);
  return end;
}

ST_INLINE const std::byte* row_of(const AttentionJob& job, const KvRows& rows, std::int64_t key) {
  const std::byte* head = rows.base + job.kv_head * rows.head_stride_bytes;
  if (job.pages == nullptr) return head + key * rows.token_stride_bytes;
  return head + static_cast<std::int64_t>(job.pages[key / job.page_tokens]) * rows.page_stride_bytes +
         key % job.page_tokens * rows.token_stride_bytes;
}

// `in_place` says that rows of f32 may be read where they lie; else they are copied, so that whole vectors
// can be read.
ST_INLINE FloatRows load_rows(const AttentionJob& job, const KvRows& rows, std::int64_t key, std::int64_t n,
                              float* tile, bool in_place) {
  const std::byte* from = row_of(job, rows, key);
  if (rows.type == DType::kF32 && in_place) {
    return {reinterpret_cast<const float*>(from),
            rows.token_stride_bytes / static_cast<std::int64_t>(sizeof(float))};
  }
  const Unpack unpack = unpack_for(rows.type);
  const std::int64_t stride = padded_head_dim(job.head_dim);
  for (std::int64_t i = 0; i < n; ++i)
    unpack(from + i * rows.token_stride_bytes, job.head_dim, tile + i * stride);
  return {tile, stride};
}

// Query row r of the job: [head_dim] in q and in out.
ST_INLINE std::int64_t query_offset(const AttentionJob& job, std::int64_t r) {
  const std::int64_t row = job.first_row + r;
  return (row / job.group * job.n_heads + job.kv_head * job.group + row % job.group) * job.head_dim;
}
ST_INLINE std::int64_t head_in_group(const AttentionJob& job, std::int64_t r) {
  return (job.first_row + r) % job.group;
}

ST_INLINE float relative_bias_at(const AttentionJob& job, std::int64_t head, std::int64_t distance) {
  std::int64_t i = distance - job.first_distance;
  i = i < 0 ? 0 : lesser(i, job.n_distances - 1);
  return job.bias_rows[head * job.n_distances + i];
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
