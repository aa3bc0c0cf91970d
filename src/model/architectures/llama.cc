// Llama 1 to 3 (Touvron et al. 2023; Llama team 2024), and those that changed one thing about it: Mistral's
// window, Mixtral's experts, Qwen2's biases, Qwen3's head norms.
#include "model/architectures/common.h"

namespace st::model {

Architecture llama_of_config(const Settings& settings, const TensorTable&) {
  Architecture made = llama_like(settings);
  made.spec.attention.qkv_bias = made.spec.attention.out_bias = settings.flag("attention_bias", false);
  made.spec.mlp.bias = settings.flag("mlp_bias", false);
  set_one_kind(made.spec, {0, rope_of_config(settings, made.spec.attention.head_dim)});
  return made;
}

Architecture mistral_of_config(const Settings& settings, const TensorTable&) {
  Architecture made = llama_like(settings);
  const std::int64_t window = settings.whole("sliding_window", 0);
  set_one_kind(made.spec, {window, rope_of_config(settings, made.spec.attention.head_dim)});
  return made;
}

Architecture mixtral_of_config(const Settings& settings, const TensorTable& tensors) {
  Architecture made = mistral_of_config(settings, tensors);
  made.spec.mlp.n_experts = settings.whole("num_local_experts");
  made.spec.mlp.n_experts_used = settings.whole("num_experts_per_tok", 2);
  const std::string experts = "model.layers.{}.block_sparse_moe.";
  made.names.router = experts + "gate";
  made.names.gate = experts + "experts.{}.w1";
  made.names.up = experts + "experts.{}.w3";
  made.names.down = experts + "experts.{}.w2";
  return made;
}

namespace {

Architecture qwen_of_config(const Settings& settings) {
  Architecture made = llama_like(settings);
  const bool windows = settings.flag("use_sliding_window", false);
  const std::int64_t window = windows ? settings.whole("sliding_window", 0) : 0;
  if (windows && settings.texts("layer_types").empty())
    settings.refuse("'use_sliding_window' without 'layer_types' does not say which layers have a window");
  set_window_kinds(made.spec, settings, rope_of_config(settings, made.spec.attention.head_dim), window, 0);
  return made;
}

}  // namespace

Architecture qwen2_of_config(const Settings& settings, const TensorTable&) {
  Architecture made = qwen_of_config(settings);
  made.spec.attention.qkv_bias = true;
  return made;
}

Architecture qwen3_of_config(const Settings& settings, const TensorTable&) {
  Architecture made = qwen_of_config(settings);
  made.spec.attention.qkv_bias = made.spec.attention.out_bias = settings.flag("attention_bias", false);
  made.spec.attention.head_norm = true;
  return made;
}

}  // namespace st::model
