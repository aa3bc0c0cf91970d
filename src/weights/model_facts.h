#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tensor/dtype.h"
#include "weights/weight_store.h"

namespace st {

// What a checkpoint says about its own shape, read out of GGUF metadata or config.json. 0 and "" mean: it
// does not say. Nothing here is checked against the tensors.
struct ModelFacts {
  std::string architecture;  // "llama", "bert"; config.json's model_type
  std::string name;
  std::uint64_t n_layers = 0;
  std::uint64_t d_model = 0;
  std::uint64_t d_ff = 0;
  std::uint64_t n_heads = 0;
  std::vector<std::uint64_t> n_kv_heads;  // a layer each, where layers differ; else one for all
  std::uint64_t key_dim = 0;              // of one head
  std::uint64_t value_dim = 0;
  std::uint64_t n_vocab = 0;
  std::uint64_t context_tokens = 0;
  std::string tokenizer;  // "gpt2", "llama", ... of GGUF; the file it stands in of a folder

  // Keys and values of one token in all layers. 0 where a fact is missing, where heads are no whole blocks
  // of `dtype` (kv/ refuses those), and where the product is beyond 64 bits.
  std::uint64_t kv_bytes_per_token(DType dtype) const;
};

// kModel where a value has the wrong type or is negative. A folder without config.json has no facts.
Result<ModelFacts> read_model_facts(const WeightStore& store);
Result<ModelFacts> facts_of_gguf(const GgufMetadata& metadata);
Result<ModelFacts> facts_of_config(std::string_view config_json, const std::string& where);

}  // namespace st
