#pragma once

#include <string>

#include "base/result.h"
#include "model/block_spec.h"
#include "model/decoder_weights.h"
#include "model/settings.h"
#include "weights/tensor_table.h"

namespace st::model {

// What a family's file makes out of a checkpoint's settings: the data that drives the decoder. Values that
// are missing or unknown stay in settings.status(), which the caller asks.
struct Architecture {
  BlockSpec spec;
  DecoderNames names;
  double initializer_range = 0.02;  // the spread of weights before training
};

using ReadArchitecture = Architecture (*)(const Settings& settings, const TensorTable& tensors);

// model_type of config.json:
Architecture gemma2_of_config(const Settings& settings, const TensorTable& tensors);
Architecture gemma3_of_config(const Settings& settings, const TensorTable& tensors);
Architecture gpt1_of_config(const Settings& settings, const TensorTable& tensors);
Architecture gpt2_of_config(const Settings& settings, const TensorTable& tensors);
Architecture gpt_bigcode_of_config(const Settings& settings, const TensorTable& tensors);
Architecture gpt_neox_of_config(const Settings& settings, const TensorTable& tensors);
Architecture falcon_of_config(const Settings& settings, const TensorTable& tensors);
Architecture bloom_of_config(const Settings& settings, const TensorTable& tensors);
Architecture mpt_of_config(const Settings& settings, const TensorTable& tensors);
Architecture llama_of_config(const Settings& settings, const TensorTable& tensors);
Architecture mistral_of_config(const Settings& settings, const TensorTable& tensors);
Architecture mixtral_of_config(const Settings& settings, const TensorTable& tensors);
Architecture phi3_of_config(const Settings& settings, const TensorTable& tensors);
Architecture qwen2_of_config(const Settings& settings, const TensorTable& tensors);
Architecture qwen3_of_config(const Settings& settings, const TensorTable& tensors);
Architecture starcoder2_of_config(const Settings& settings, const TensorTable& tensors);

// general.architecture of GGUF:
Architecture bloom_of_gguf(const Settings& settings, const TensorTable& tensors);
Architecture falcon_of_gguf(const Settings& settings, const TensorTable& tensors);
Architecture gemma2_of_gguf(const Settings& settings, const TensorTable& tensors);
Architecture gemma3_of_gguf(const Settings& settings, const TensorTable& tensors);
Architecture gpt2_of_gguf(const Settings& settings, const TensorTable& tensors);
Architecture gpt_neox_of_gguf(const Settings& settings, const TensorTable& tensors);
Architecture llama_of_gguf(const Settings& settings, const TensorTable& tensors);
Architecture mpt_of_gguf(const Settings& settings, const TensorTable& tensors);
Architecture phi3_of_gguf(const Settings& settings, const TensorTable& tensors);
Architecture qwen2_of_gguf(const Settings& settings, const TensorTable& tensors);
Architecture qwen3_of_gguf(const Settings& settings, const TensorTable& tensors);
Architecture starcoder2_of_gguf(const Settings& settings, const TensorTable& tensors);

}  // namespace st::model
