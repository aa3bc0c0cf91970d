#include "kv/kv_layout.h"

#include <fmt/format.h>

#include "kernels/attention/kv_view.h"

namespace st {

std::int64_t KvLayout::page_bytes() const {
  const std::int64_t row_bytes =
      kernels::kv_row_bytes(key_type, head_dim) + kernels::kv_row_bytes(value_type, head_dim);
  return n_layers * n_kv_heads * page_tokens * row_bytes;
}

Status check_layout(const KvLayout& layout) {
  if (layout.n_layers <= 0 || layout.n_kv_heads <= 0 || layout.head_dim <= 0 || layout.page_tokens <= 0) {
    return model_error("KV cache: layers, heads, head_dim and page_tokens must be above zero");
  }
  // Far above any model, so that no product of them overflows.
  if (layout.n_layers > 4096 || layout.n_kv_heads > 4096 || layout.head_dim > 4096 ||
      layout.page_tokens > 65536) {
    return model_error(
        "KV cache: more than 4096 layers, heads or values a head, or pages of more than 65536 tokens");
  }
  for (const DType type : {layout.key_type, layout.value_type}) {
    if (!kernels::is_kv_type(type)) {
      return model_error(fmt::format(
          "KV cache: {} can't hold keys or values; use f32, f16, bf16, q8_0 or q4_0", name(type)));
    }
    if (layout.head_dim % static_cast<std::int64_t>(info(type).block_elements) != 0) {
      return model_error(
          fmt::format("KV cache: a head of {} values is no whole number of {} blocks of {}; use f16",
                      layout.head_dim, name(type), info(type).block_elements));
    }
  }
  return {};
}

std::int64_t kv_cache_bytes(const KvLayout& layout, std::int64_t capacity_tokens) {
  return (capacity_tokens + layout.page_tokens - 1) / layout.page_tokens * layout.page_bytes();
}

}  // namespace st
