#include "model/architectures/common.h"

#include <cmath>
#include <map>

namespace st::model {

kernels::Activation activation_of(const Settings& settings, const std::string& name,
                                  const std::string& fallback) {
  using kernels::Activation;
  static const std::map<std::string, Activation> names = {
      {"silu", Activation::kSilu},           {"swish", Activation::kSilu},
      {"relu", Activation::kRelu},           {"gelu", Activation::kGelu},
      {"gelu_new", Activation::kGeluTanh},   {"gelu_pytorch_tanh", Activation::kGeluTanh},
      {"gelu_fast", Activation::kGeluTanh},  {"gelu_python", Activation::kGelu},
      {"quick_gelu", Activation::kGeluQuick}};
  const std::string text = settings.text(name, fallback);
  const auto found = names.find(text);
  if (found != names.end()) return found->second;
  settings.refuse("'" + name + "' is '" + text + "', which is no activation known here");
  return Activation::kIdentity;
}

float usual_scale(std::int64_t head_dim) {
  return static_cast<float>(1.0 / std::sqrt(static_cast<double>(head_dim)));
}

std::string prefix_of(const TensorTable& tensors, const std::string& name,
                      const std::vector<std::string>& prefixes) {
  for (const std::string& prefix : prefixes) {
    if (tensors.find(prefix + name) != nullptr) return prefix;
  }
  return prefixes.front();
}

void set_window_kinds(BlockSpec& spec, const Settings& settings, const kernels::RopeConfig& rope,
                      std::int64_t window_tokens, std::int64_t window_where_unlisted) {
  const std::vector<std::string> types = settings.texts("layer_types");
  if (types.empty()) return set_one_kind(spec, {window_where_unlisted, rope});
  if (types.size() != static_cast<std::size_t>(spec.n_layers))
    settings.refuse("'layer_types' does not list every layer");
  spec.kinds = {{0, rope}, {window_tokens, rope}};
  spec.kind_of_layer.assign(static_cast<std::size_t>(spec.n_layers), 0);
  for (std::size_t i = 0; i < std::min(types.size(), spec.kind_of_layer.size()); ++i) {
    if (types[i] != "full_attention" && types[i] != "sliding_attention")
      settings.refuse("'layer_types' has '" + types[i] + "'; expected full_attention or sliding_attention");
    spec.kind_of_layer[i] = types[i] == "sliding_attention" ? 1 : 0;
  }
}

Architecture llama_like(const Settings& settings) {
  Architecture made;
  BlockSpec& spec = made.spec;
  spec.n_layers = settings.whole("num_hidden_layers");
  spec.d_model = settings.whole("hidden_size");
  spec.n_vocab = settings.whole("vocab_size");
  spec.context_tokens = settings.whole("max_position_embeddings", 2048);
  spec.norm = {NormKind::kRms, true, false, static_cast<float>(settings.number("rms_norm_eps", 1e-6)),
               0.0f};
  spec.tied_embeddings = settings.flag("tie_word_embeddings", false);
  AttentionSpec& attention = spec.attention;
  attention.n_heads = std::max<std::int64_t>(1, settings.whole("num_attention_heads"));
  attention.n_kv_heads = settings.whole("num_key_value_heads", attention.n_heads);
  attention.head_dim = settings.whole("head_dim", spec.d_model / attention.n_heads);
  attention.scale = usual_scale(attention.head_dim);
  spec.mlp.d_ff = settings.whole("intermediate_size");
  spec.mlp.activation =
      activation_of(settings, settings.first_of({"hidden_activation", "hidden_act"}), "silu");
  DecoderNames& names = made.names;
  const std::string layer = "model.layers.{}.";
  names.embedding = "model.embed_tokens";
  names.final_norm = "model.norm";
  names.output = "lm_head";
  names.attention_norm = layer + "input_layernorm";
  names.mlp_norm = layer + "post_attention_layernorm";
  names.q_norm = layer + "self_attn.q_norm";
  names.k_norm = layer + "self_attn.k_norm";
  names.qkv = layer + "self_attn.qkv_proj";
  names.q = layer + "self_attn.q_proj";
  names.k = layer + "self_attn.k_proj";
  names.v = layer + "self_attn.v_proj";
  names.attention_out = layer + "self_attn.o_proj";
  names.gate = layer + "mlp.gate_proj";
  names.up = layer + "mlp.up_proj";
  names.down = layer + "mlp.down_proj";
  return made;
}

}  // namespace st::model
