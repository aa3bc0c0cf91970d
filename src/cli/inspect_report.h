#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "weights/model_facts.h"
#include "weights/weight_store.h"

namespace st::cli {

// Tensors of one type and what they take.
struct TypeShare {
  DType dtype = DType::kF32;
  std::uint64_t tensors = 0;
  std::uint64_t elements = 0;
  std::uint64_t bytes = 0;
};

struct TensorFact {
  std::string name;
  DType dtype = DType::kF32;
  Shape shape;
  std::uint64_t bytes = 0;
};

// What `inspect` tells about one checkpoint.
struct Inspection {
  std::string path;
  std::string format;  // "GGUF v3", "safetensors"
  ModelFacts facts;
  std::vector<TensorFact> tensors;  // in the order of the file
  std::vector<TypeShare> types;     // largest share of the bytes first
  std::uint64_t elements = 0;
  std::uint64_t bytes = 0;
  std::uint64_t free_memory_bytes = 0;

  // Weights and a KV cache of `tokens` at `dtype` in the free memory; false where the facts don't say
  // enough.
  bool knows_kv_cache() const { return facts.kv_bytes_per_token(DType::kF16) > 0; }
  std::uint64_t kv_bytes(DType dtype, std::uint64_t tokens) const;
};

// kModel where the checkpoint can't be read.
Result<Inspection> inspect_checkpoint(const std::string& path);

std::string inspection_text(const Inspection& inspection);
std::string inspection_json(const Inspection& inspection);  // one object, a final newline

}  // namespace st::cli
