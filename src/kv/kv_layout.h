#pragma once

#include <cstdint>

#include "base/result.h"
#include "tensor/dtype.h"

namespace st {

// What a KV cache has to know of a model: never which model.
struct KvLayout {
  std::int64_t n_layers = 0;
  std::int64_t n_kv_heads = 0;
  std::int64_t head_dim = 0;
  DType key_type = DType::kF16;    // f32, f16, bf16, q8_0 or q4_0
  DType value_type = DType::kF16;  // independent of key_type
  std::int64_t page_tokens = 64;   // tokens a page

  // Of one page of all layers, keys and values.
  std::int64_t page_bytes() const;
  // Of one token of all layers.
  double token_bytes() const {
    return static_cast<double>(page_bytes()) / static_cast<double>(page_tokens);
  }
};

// kModel where a type can't hold keys or values, or heads are no whole blocks of it.
Status check_layout(const KvLayout& layout);

// What a cache for n_tokens takes, so that a plan can be made before anything is loaded.
std::int64_t kv_cache_bytes(const KvLayout& layout, std::int64_t capacity_tokens);

}  // namespace st
