// BLOOM (Workshop et al. 2022) and MPT (MosaicML 2023): no positions but a penalty by distance.
#include "model/architectures/common.h"

namespace st::model {

Architecture bloom_of_config(const Settings& settings, const TensorTable& tensors) {
  Architecture made;
  BlockSpec& spec = made.spec;
  spec.n_layers = settings.whole(settings.first_of({"num_hidden_layers", "n_layer"}));
  spec.d_model = settings.whole(settings.first_of({"n_embed", "hidden_size"}));
  spec.n_vocab = settings.whole("vocab_size");
  spec.context_tokens = settings.whole("seq_length", 2048);
  spec.position = PositionKind::kAlibi;
  spec.norm = {NormKind::kLayer, true, true,
               static_cast<float>(settings.number("layer_norm_epsilon", 1e-5)), 0.0f};
  spec.embedding_norm = true;
  spec.tied_embeddings = settings.flag("tie_word_embeddings", true);
  if (settings.flag("apply_residual_connection_post_layernorm", false))
    settings.refuse("'apply_residual_connection_post_layernorm' is not known here");
  AttentionSpec& attention = spec.attention;
  attention.n_heads =
      std::max<std::int64_t>(1, settings.whole(settings.first_of({"num_attention_heads", "n_head"})));
  attention.n_kv_heads = attention.n_heads;
  attention.head_dim = spec.d_model / attention.n_heads;
  attention.scale = usual_scale(attention.head_dim);
  attention.qkv_bias = attention.out_bias = spec.mlp.bias = true;
  spec.mlp.kind = MlpKind::kPlain;
  spec.mlp.activation = kernels::Activation::kGeluTanh;
  spec.mlp.d_ff = 4 * spec.d_model;
  set_one_kind(spec, {});
  const std::string prefix = prefix_of(tensors, "word_embeddings.weight", {"transformer.", ""});
  DecoderNames& names = made.names;
  names.embedding = prefix + "word_embeddings";
  names.embedding_norm = prefix + "word_embeddings_layernorm";
  names.final_norm = prefix + "ln_f";
  names.output = "lm_head";
  const std::string layer = prefix + "h.{}.";
  names.attention_norm = layer + "input_layernorm";
  names.mlp_norm = layer + "post_attention_layernorm";
  names.qkv_packing = QkvPacking::kPerGroup;
  names.qkv = layer + "self_attention.query_key_value";
  names.attention_out = layer + "self_attention.dense";
  names.up = layer + "mlp.dense_h_to_4h";
  names.down = layer + "mlp.dense_4h_to_h";
  return made;
}

Architecture mpt_of_config(const Settings& settings, const TensorTable&) {
  Architecture made;
  BlockSpec& spec = made.spec;
  spec.n_layers = settings.whole("n_layers");
  spec.d_model = settings.whole("d_model");
  spec.n_vocab = settings.whole("vocab_size");
  spec.context_tokens = settings.whole("max_seq_len", 2048);
  spec.position = PositionKind::kAlibi;
  spec.norm = {NormKind::kLayer, true, false,
               static_cast<float>(settings.number("layer_norm_epsilon", 1e-5)), 0.0f};
  spec.tied_embeddings = settings.flag("tie_word_embeddings", true);
  if (!settings.flag("no_bias", true))
    settings.refuse("MPT with biases ('no_bias' false) is not known here");
  if (!settings.flag("attn_config.alibi", true)) settings.refuse("MPT without ALiBi is not known here");
  if (settings.flag("attn_config.qk_ln", false)) settings.refuse("'qk_ln' is not known here");
  AttentionSpec& attention = spec.attention;
  attention.n_heads = std::max<std::int64_t>(1, settings.whole("n_heads"));
  attention.n_kv_heads = attention.n_heads;
  attention.head_dim = spec.d_model / attention.n_heads;
  attention.scale = static_cast<float>(
      settings.number("attn_config.softmax_scale", static_cast<double>(usual_scale(attention.head_dim))));
  attention.alibi_max_bias = static_cast<float>(settings.number("attn_config.alibi_bias_max", 8.0));
  attention.clip = static_cast<float>(settings.number("attn_config.clip_qkv", 0.0));
  spec.mlp.kind = MlpKind::kPlain;
  spec.mlp.activation = kernels::Activation::kGelu;
  spec.mlp.d_ff = spec.d_model * settings.whole("expansion_ratio", 4);
  set_one_kind(spec, {});
  DecoderNames& names = made.names;
  names.embedding = "transformer.wte";
  names.final_norm = "transformer.norm_f";
  names.output = "lm_head";
  const std::string layer = "transformer.blocks.{}.";
  names.attention_norm = layer + "norm_1";
  names.mlp_norm = layer + "norm_2";
  names.qkv_packing = QkvPacking::kStacked;
  names.qkv = layer + "attn.Wqkv";
  names.attention_out = layer + "attn.out_proj";
  names.up = layer + "ffn.up_proj";
  names.down = layer + "ffn.down_proj";
  return made;
}

}  // namespace st::model
