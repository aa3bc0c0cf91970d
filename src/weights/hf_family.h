#pragma once

#include "base/result.h"
#include "weights/quantize.h"
#include "weights/weight_store.h"

namespace st {

// A safetensors folder of a Llama-like family as a GGUF plan: tensors by their GGUF names in the order of
// the layers, metadata out of config.json, the tokenizer out of tokenizer.json. Families: llama, mistral,
// qwen2, qwen3 (model_type). In llama and mistral the rows of the query and key matrices are put into the
// order that GGUF's readers rotate. kModel, naming what stands in the way, for another family, an unknown
// tensor, a missing key of config.json, or a rotary scaling that is not known here. Types are not chosen
// yet: each tensor's dtype is f32.
Result<QuantizePlan> plan_of_hf_folder(const WeightStore& store);

}  // namespace st
