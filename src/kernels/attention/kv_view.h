#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "tensor/dtype.h"

namespace st::kernels {

// Where the keys (or the values) of one layer lie. A row is one token's head_dim values of one KV head,
// stored as `type`: f32, f16, bf16, q8_0 or q4_0 (the block formats need head_dim to be a multiple of 32).
struct KvRows {
  DType type = DType::kF32;
  const std::byte* base = nullptr;
  std::int64_t page_stride_bytes = 0;
  std::int64_t head_stride_bytes = 0;
  std::int64_t token_stride_bytes = 0;
};

// The keys and values of one sequence in one layer, borrowed. Token t lies in page pages[t / page_tokens]
// at place t % page_tokens. Without pages all is one page: contiguous memory. Keys and values have
// independent types.
struct KvView {
  KvRows keys;
  KvRows values;
  std::span<const std::uint32_t> pages;
  std::int64_t page_tokens = 1;  // not read where `pages` is empty
  std::int64_t n_tokens = 0;
};

// The bytes of one row; the type is one of the five above.
std::int64_t kv_row_bytes(DType type, std::int64_t head_dim);
bool is_kv_type(DType type);

// Contiguous keys and values: [n_tokens, n_kv_heads, head_dim] both, as a forward pass leaves them.
KvView contiguous_kv(DType key_type, const std::byte* keys, DType value_type, const std::byte* values,
                     std::int64_t n_tokens, std::int64_t n_kv_heads, std::int64_t head_dim);

inline const std::byte* kv_row(const KvView& view, const KvRows& rows, std::int64_t kv_head,
                               std::int64_t token) {
  const std::int64_t head_bytes = kv_head * rows.head_stride_bytes;
  if (view.pages.empty()) return rows.base + head_bytes + token * rows.token_stride_bytes;
  const std::int64_t page = view.pages[static_cast<std::size_t>(token / view.page_tokens)];
  return rows.base + page * rows.page_stride_bytes + head_bytes +
         token % view.page_tokens * rows.token_stride_bytes;
}

}  // namespace st::kernels
