// The same families as GGUF files lay them out: llama rotates neighbouring pairs, the Qwens halves.
#include "model/architectures/common.h"

namespace st::model {
namespace {

DecoderNames gguf_names() {
  DecoderNames names;
  names.embedding = "token_embd";
  names.final_norm = "output_norm";
  names.output = "output";
  const std::string layer = "blk.{}.";
  names.attention_norm = layer + "attn_norm";
  names.mlp_norm = layer + "ffn_norm";
  names.q_norm = layer + "attn_q_norm";
  names.k_norm = layer + "attn_k_norm";
  names.q = layer + "attn_q";
  names.k = layer + "attn_k";
  names.v = layer + "attn_v";
  names.attention_out = layer + "attn_output";
  names.gate = layer + "ffn_gate";
  names.up = layer + "ffn_up";
  names.down = layer + "ffn_down";
  return names;
}

// GGUF has no key for the size of the vocabulary in every version: the embedding's rows tell.
std::int64_t vocabulary_of(const TensorTable& tensors, const Settings& settings) {
  const TensorView* embedding = tensors.find("token_embd.weight");
  if (embedding != nullptr && embedding->shape().rank() == 2)
    return static_cast<std::int64_t>(embedding->shape()[0]);
  settings.refuse("tensor 'token_embd.weight' is missing or no matrix");
  return 1;
}

Architecture llama_like_gguf(const Settings& settings, const TensorTable& tensors,
                             kernels::RopeLayout layout) {
  Architecture made;
  BlockSpec& spec = made.spec;
  spec.n_layers = settings.whole("block_count");
  spec.d_model = settings.whole("embedding_length");
  spec.n_vocab = vocabulary_of(tensors, settings);
  spec.context_tokens = settings.whole("context_length");
  spec.norm = {NormKind::kRms, true, false,
               static_cast<float>(settings.number("attention.layer_norm_rms_epsilon")), 0.0f};
  // The format's way to say that the embeddings serve twice is to leave the output matrix out.
  spec.tied_embeddings = tensors.find("output.weight") == nullptr;
  AttentionSpec& attention = spec.attention;
  attention.n_heads = std::max<std::int64_t>(1, settings.whole("attention.head_count"));
  attention.n_kv_heads = settings.whole("attention.head_count_kv", attention.n_heads);
  attention.head_dim = settings.whole("attention.key_length", spec.d_model / attention.n_heads);
  attention.scale = usual_scale(attention.head_dim);
  spec.mlp.d_ff = settings.whole("feed_forward_length");
  set_one_kind(spec, {settings.whole("attention.sliding_window", 0),
                      rope_of_gguf(settings, tensors, attention.head_dim, layout)});
  made.names = gguf_names();
  return made;
}

}  // namespace

Architecture llama_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made = llama_like_gguf(settings, tensors, kernels::RopeLayout::kNeighbours);
  made.spec.mlp.n_experts = settings.whole("expert_count", 0);
  if (made.spec.mlp.n_experts == 0) return made;
  made.spec.mlp.n_experts_used = settings.whole("expert_used_count");
  made.names.experts_stacked = true;
  made.names.router = "blk.{}.ffn_gate_inp";
  made.names.gate = "blk.{}.ffn_gate_exps";
  made.names.up = "blk.{}.ffn_up_exps";
  made.names.down = "blk.{}.ffn_down_exps";
  return made;
}

Architecture qwen2_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made = llama_like_gguf(settings, tensors, kernels::RopeLayout::kHalves);
  made.spec.attention.qkv_bias = true;
  return made;
}

Architecture qwen3_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made = llama_like_gguf(settings, tensors, kernels::RopeLayout::kHalves);
  made.spec.attention.head_norm = true;
  return made;
}

}  // namespace st::model
