// Gemma 2 and 3 (Gemma team 2024, 2025): norms on both sides of each half of a block, weights stored less
// one, windows in some layers; the second caps its logits, the third norms its heads and turns windowed
// layers by a base of their own.
#include <cmath>

#include "model/architectures/common.h"

namespace st::model {
namespace {

Architecture gemma_like(const Settings& settings) {
  Architecture made = llama_like(settings);
  BlockSpec& spec = made.spec;
  spec.order = ResidualOrder::kSandwich;
  spec.norm.weight_offset = 1.0f;
  spec.embedding_scale = static_cast<float>(std::sqrt(static_cast<double>(spec.d_model)));
  spec.tied_embeddings = settings.flag("tie_word_embeddings", true);
  spec.mlp.activation =
      activation_of(settings, settings.first_of({"hidden_activation", "hidden_act"}), "gelu_pytorch_tanh");
  spec.attention.qkv_bias = spec.attention.out_bias = settings.flag("attention_bias", false);
  spec.attention.head_dim = settings.whole("head_dim", 256);
  const auto head = static_cast<double>(spec.attention.head_dim);
  spec.attention.scale =
      static_cast<float>(1.0 / std::sqrt(settings.number("query_pre_attn_scalar", head)));
  const std::string layer = "model.layers.{}.";
  made.names.attention_post_norm = layer + "post_attention_layernorm";
  made.names.mlp_norm = layer + "pre_feedforward_layernorm";
  made.names.mlp_post_norm = layer + "post_feedforward_layernorm";
  return made;
}

}  // namespace

Architecture gemma2_of_config(const Settings& settings, const TensorTable&) {
  Architecture made = gemma_like(settings);
  made.spec.attention.soft_cap = static_cast<float>(settings.number("attn_logit_softcapping", 0.0));
  made.spec.logit_soft_cap = static_cast<float>(settings.number("final_logit_softcapping", 0.0));
  const kernels::RopeConfig rope = rope_of_config(settings, made.spec.attention.head_dim);
  if (settings.texts("layer_types").empty()) {
    // Older configurations: every other layer, beginning with the first, has the window.
    made.spec.kinds = {{0, rope}, {settings.whole("sliding_window", 4096), rope}};
    for (std::int64_t i = 0; i < made.spec.n_layers; ++i)
      made.spec.kind_of_layer.push_back(i % 2 == 0 ? 1 : 0);
    return made;
  }
  set_window_kinds(made.spec, settings, rope, settings.whole("sliding_window", 4096), 0);
  return made;
}

Architecture gemma3_of_config(const Settings& settings, const TensorTable&) {
  Architecture made = gemma_like(settings);
  made.spec.attention.head_norm = true;
  made.spec.logit_soft_cap = static_cast<float>(settings.number("final_logit_softcapping", 0.0));
  const std::int64_t head_dim = made.spec.attention.head_dim;
  const kernels::RopeConfig rope = rope_of_config(settings, head_dim, "full_attention", 1000000.0);
  set_window_kinds(made.spec, settings, rope, settings.whole("sliding_window", 4096), 0);
  if (made.spec.kinds.size() < 2) {
    settings.refuse("'layer_types' is missing");
    return made;
  }
  kernels::RopeConfig local = rope_of_config(settings, head_dim, "sliding_attention", 10000.0);
  if (settings.has("rope_local_base_freq")) {  // older configurations; the scaling is of the other layers
    local.theta = settings.number("rope_local_base_freq");
    local.scaling = kernels::NoRopeScaling{};
  }
  made.spec.kinds[1].rope = local;
  return made;
}

}  // namespace st::model
