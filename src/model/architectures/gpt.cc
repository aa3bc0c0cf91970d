// The GPTs: learned positions, LayerNorm, biases. GPT (Radford et al. 2018) norms after each half of a
// block, GPT-2 (2019) before it; StarCoder (Li et al. 2023) shares one key-value head.
#include "model/architectures/common.h"

namespace st::model {
namespace {

Architecture gpt_like(const Settings& settings) {
  Architecture made;
  BlockSpec& spec = made.spec;
  spec.n_layers = settings.whole("n_layer");
  spec.d_model = settings.whole("n_embd");
  spec.n_vocab = settings.whole("vocab_size");
  spec.context_tokens = settings.whole("n_positions");
  spec.position = PositionKind::kLearned;
  const double epsilon = settings.number("layer_norm_epsilon", 1e-5);
  spec.norm = {NormKind::kLayer, true, true, static_cast<float>(epsilon), 0.0f};
  spec.tied_embeddings = settings.flag("tie_word_embeddings", true);
  AttentionSpec& attention = spec.attention;
  attention.n_heads = std::max<std::int64_t>(1, settings.whole("n_head"));
  attention.n_kv_heads = attention.n_heads;
  attention.head_dim = spec.d_model / attention.n_heads;
  attention.scale = usual_scale(attention.head_dim);
  attention.qkv_bias = attention.out_bias = true;
  spec.mlp.kind = MlpKind::kPlain;
  spec.mlp.d_ff = settings.whole("n_inner", 4 * spec.d_model);
  spec.mlp.bias = true;
  set_one_kind(spec, {});
  return made;
}

DecoderNames gpt_names(const std::string& prefix) {
  DecoderNames names;
  names.embedding = prefix + "wte";
  names.positions = prefix + "wpe";
  names.final_norm = prefix + "ln_f";
  names.output = "lm_head";
  const std::string layer = prefix + "h.{}.";
  names.attention_norm = layer + "ln_1";
  names.mlp_norm = layer + "ln_2";
  names.qkv_packing = QkvPacking::kStacked;
  names.qkv = layer + "attn.c_attn";
  names.attention_out = layer + "attn.c_proj";
  names.up = layer + "mlp.c_fc";
  names.down = layer + "mlp.c_proj";
  return names;
}

}  // namespace

Architecture gpt2_of_config(const Settings& settings, const TensorTable& tensors) {
  Architecture made = gpt_like(settings);
  made.spec.mlp.activation = activation_of(settings, "activation_function", "gelu_new");
  if (!settings.flag("scale_attn_weights", true)) made.spec.attention.scale = 1.0f;
  if (settings.flag("scale_attn_by_inverse_layer_idx", false))
    settings.refuse("'scale_attn_by_inverse_layer_idx' is not known here");
  made.names = gpt_names(prefix_of(tensors, "wte.weight", {"transformer.", ""}));
  made.names.layer_weights_transposed = true;
  return made;
}

Architecture gpt1_of_config(const Settings& settings, const TensorTable& tensors) {
  Architecture made = gpt_like(settings);
  made.spec.order = ResidualOrder::kPostNorm;
  made.spec.final_norm = false;
  // What this family calls gelu is the approximation with tanh.
  made.spec.mlp.activation = settings.text("afn", "gelu") == "gelu"
                                 ? kernels::Activation::kGeluTanh
                                 : activation_of(settings, "afn", "gelu");
  const std::string prefix = prefix_of(tensors, "tokens_embed.weight", {"transformer.", ""});
  made.names = gpt_names(prefix);
  made.names.embedding = prefix + "tokens_embed";
  made.names.positions = prefix + "positions_embed";
  made.names.layer_weights_transposed = true;
  return made;
}

Architecture gpt_bigcode_of_config(const Settings& settings, const TensorTable& tensors) {
  Architecture made = gpt_like(settings);
  const bool multi_query = settings.flag("multi_query", true);
  if (multi_query) made.spec.attention.n_kv_heads = 1;
  made.spec.mlp.activation = activation_of(settings, "activation_function", "gelu_pytorch_tanh");
  if (!settings.flag("scale_attn_weights", true)) made.spec.attention.scale = 1.0f;
  made.names = gpt_names(prefix_of(tensors, "wte.weight", {"transformer.", ""}));
  made.names.qkv_packing = multi_query ? QkvPacking::kStacked : QkvPacking::kPerGroup;
  return made;
}

}  // namespace st::model
