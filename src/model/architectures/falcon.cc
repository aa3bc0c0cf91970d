// Falcon (Almazrouei et al. 2023): attention and MLP side by side; the 7B form with one key-value head and
// one norm, the new form with groups of heads and two.
#include "model/architectures/common.h"

namespace st::model {
namespace {

DecoderNames falcon_names(bool new_form) {
  DecoderNames names;
  names.embedding = "transformer.word_embeddings";
  names.final_norm = "transformer.ln_f";
  names.output = "lm_head";
  const std::string layer = "transformer.h.{}.";
  names.attention_norm = layer + (new_form ? "ln_attn" : "input_layernorm");
  names.mlp_norm = layer + (new_form ? "ln_mlp" : "post_attention_layernorm");
  names.qkv = layer + "self_attention.query_key_value";
  names.attention_out = layer + "self_attention.dense";
  names.up = layer + "mlp.dense_h_to_4h";
  names.down = layer + "mlp.dense_4h_to_h";
  return names;
}

}  // namespace

Architecture falcon_of_config(const Settings& settings, const TensorTable&) {
  Architecture made;
  BlockSpec& spec = made.spec;
  const bool new_form = settings.flag("new_decoder_architecture", false);
  const bool multi_query = settings.flag("multi_query", true);
  const bool parallel = new_form || settings.flag("parallel_attn", true);
  if (settings.flag("alibi", false)) settings.refuse("Falcon with 'alibi' is not known here");
  spec.n_layers = settings.whole("num_hidden_layers");
  spec.d_model = settings.whole("hidden_size");
  spec.n_vocab = settings.whole("vocab_size");
  spec.context_tokens = settings.whole("max_position_embeddings", 2048);
  spec.norm = {NormKind::kLayer, true, true,
               static_cast<float>(settings.number("layer_norm_epsilon", 1e-5)), 0.0f};
  const bool two_norms = new_form && settings.whole("num_ln_in_parallel_attn", 2) == 2;
  if (new_form && !two_norms) settings.refuse("'num_ln_in_parallel_attn' other than 2 is not known here");
  spec.order = !parallel   ? ResidualOrder::kPreNorm
               : two_norms ? ResidualOrder::kParallelTwoNorms
                           : ResidualOrder::kParallelOneNorm;
  spec.tied_embeddings = settings.flag("tie_word_embeddings", true);
  AttentionSpec& attention = spec.attention;
  attention.n_heads = std::max<std::int64_t>(1, settings.whole("num_attention_heads"));
  attention.n_kv_heads = new_form      ? settings.whole("num_kv_heads", attention.n_heads)
                         : multi_query ? 1
                                       : attention.n_heads;
  attention.head_dim = spec.d_model / attention.n_heads;
  attention.scale = usual_scale(attention.head_dim);
  attention.qkv_bias = attention.out_bias = spec.mlp.bias = settings.flag("bias", false);
  spec.mlp.kind = MlpKind::kPlain;
  spec.mlp.activation = activation_of(settings, "activation", "gelu");
  spec.mlp.d_ff = settings.whole("ffn_hidden_size", 4 * spec.d_model);
  set_one_kind(spec, {0, rope_of_config(settings, attention.head_dim)});
  made.names = falcon_names(new_form);
  made.names.qkv_packing = QkvPacking::kPerGroup;  // with one key-value head the same as stacked
  return made;
}

}  // namespace st::model
