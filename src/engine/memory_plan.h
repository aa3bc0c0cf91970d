#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "model/decoder.h"

namespace st {

// What a model takes while it runs, in bytes; the peak of the process follows from it.
struct MemoryPlan {
  std::int64_t weights = 0;   // as they are computed with, mapped or copied
  std::int64_t kv_cache = 0;  // keys and values of all tokens
  std::int64_t work = 0;      // activations of a chunk, unpacked tiles, logits
  std::int64_t program = 0;   // what the process held when the plan was made: its code, the tokenizer
  std::int64_t total() const { return weights + kv_cache + work + program; }
  // "weights 1.1 GB + keys and values 0.2 GB + work space 30 MB + program 9.0 MB = 1.3 GB"
  std::string text() const;
};

struct MemoryShape {
  DType key_type = DType::kF16;
  DType value_type = DType::kF16;
  std::int64_t capacity_tokens = 0;  // of the cache
  std::int64_t chunk_tokens = 0;     // the most tokens of a step
  std::int64_t logit_rows = 0;       // of a step that gives more than decoding does
  std::size_t n_threads = 1;
  bool naive_attention = false;  // then a chunk's scores over all keys are stored
  std::int64_t weight_bytes = 0;
  std::int64_t program_bytes = 0;
};
MemoryPlan plan_memory(const model::BlockSpec& spec, const MemoryShape& shape);

// What would fit into `available` bytes, of a program that holds what it holds now, where the plan does
// not: fewer tokens, smaller keys and values, smaller weights, each only where it helps. `weights_at` tells
// what the weights would take at a type. One line, no full stop.
std::string what_would_fit(const model::BlockSpec& spec, const MemoryShape& shape, std::int64_t available,
                           const std::function<std::int64_t(DType)>& weights_at);

}  // namespace st
