// GPT-NeoX (Black et al. 2022): attention and MLP side by side, a quarter of each head turned.
#include "model/architectures/common.h"

namespace st::model {

Architecture gpt_neox_of_config(const Settings& settings, const TensorTable&) {
  Architecture made = llama_like(settings);
  BlockSpec& spec = made.spec;
  spec.order = settings.flag("use_parallel_residual", true) ? ResidualOrder::kParallelTwoNorms
                                                            : ResidualOrder::kPreNorm;
  spec.norm = {NormKind::kLayer, true, true, static_cast<float>(settings.number("layer_norm_eps", 1e-5)),
               0.0f};
  spec.attention.qkv_bias = spec.attention.out_bias = settings.flag("attention_bias", true);
  spec.mlp.kind = MlpKind::kPlain;
  spec.mlp.activation = activation_of(settings, "hidden_act", "gelu");
  spec.mlp.bias = true;
  const std::string share = settings.first_of({"rope_parameters.partial_rotary_factor", "rotary_pct"});
  const auto rotary_dim = static_cast<std::int64_t>(static_cast<double>(spec.attention.head_dim) *
                                                    settings.number(share, 0.25));
  kernels::RopeConfig rope = rope_of_config(settings, rotary_dim);
  if (settings.has("rotary_emb_base")) rope.theta = settings.number("rotary_emb_base");
  set_one_kind(spec, {0, rope});
  DecoderNames& names = made.names;
  names.embedding = "gpt_neox.embed_in";
  names.final_norm = "gpt_neox.final_layer_norm";
  names.output = "embed_out";
  const std::string layer = "gpt_neox.layers.{}.";
  names.attention_norm = layer + "input_layernorm";
  names.mlp_norm = layer + "post_attention_layernorm";
  names.qkv_packing = QkvPacking::kPerGroup;
  names.qkv = layer + "attention.query_key_value";
  names.attention_out = layer + "attention.dense";
  names.up = layer + "mlp.dense_h_to_4h";
  names.down = layer + "mlp.dense_4h_to_h";
  return made;
}

}  // namespace st::model
