// StarCoder2 (Lozhkov et al. 2024): Llama's attention with biases and a window, GPT's norms and MLP.
#include "model/architectures/common.h"

namespace st::model {

Architecture starcoder2_of_config(const Settings& settings, const TensorTable&) {
  Architecture made = llama_like(settings);
  BlockSpec& spec = made.spec;
  spec.norm = {NormKind::kLayer, true, true, static_cast<float>(settings.number("norm_epsilon", 1e-5)),
               0.0f};
  spec.tied_embeddings = settings.flag("tie_word_embeddings", true);
  const bool bias = settings.flag("use_bias", true);
  spec.attention.qkv_bias = spec.attention.out_bias = spec.mlp.bias = bias;
  spec.mlp.kind = MlpKind::kPlain;
  spec.mlp.activation = activation_of(settings, "hidden_act", "gelu_pytorch_tanh");
  const std::string layer = "model.layers.{}.mlp.";
  made.names.up = layer + "c_fc";
  made.names.down = layer + "c_proj";
  set_one_kind(spec,
               {settings.whole("sliding_window", 0), rope_of_config(settings, spec.attention.head_dim)});
  return made;
}

}  // namespace st::model
