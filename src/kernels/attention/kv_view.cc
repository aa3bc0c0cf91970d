#include "kernels/attention/kv_view.h"

#include "base/check.h"

namespace st::kernels {

bool is_kv_type(DType type) {
  return type == DType::kF32 || type == DType::kF16 || type == DType::kBF16 || type == DType::kQ8_0 ||
         type == DType::kQ4_0;
}

std::int64_t kv_row_bytes(DType type, std::int64_t head_dim) {
  ST_CHECK(is_kv_type(type) && head_dim > 0);
  const auto bytes = byte_count(type, static_cast<std::size_t>(head_dim));
  ST_CHECK(bytes.has_value());
  return static_cast<std::int64_t>(*bytes);
}

KvView contiguous_kv(DType key_type, const std::byte* keys, DType value_type, const std::byte* values,
                     std::int64_t n_tokens, std::int64_t n_kv_heads, std::int64_t head_dim) {
  const auto rows_of = [&](DType type, const std::byte* base) {
    const std::int64_t row_bytes = kv_row_bytes(type, head_dim);
    return KvRows{type, base, 0, row_bytes, row_bytes * n_kv_heads};
  };
  KvView view;
  view.keys = rows_of(key_type, keys);
  view.values = rows_of(value_type, values);
  view.n_tokens = n_tokens;
  return view;
}

}  // namespace st::kernels
