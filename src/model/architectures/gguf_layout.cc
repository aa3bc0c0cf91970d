#include "model/architectures/gguf_layout.h"

namespace st::model {
namespace {

bool has(const TensorTable& tensors, const char* name) {
  return tensors.find(name) != nullptr;
}

DecoderNames gguf_names(const TensorTable& tensors, MlpKind mlp) {
  DecoderNames names;
  names.embedding = "token_embd";
  names.embedding_norm = "token_embd_norm";
  names.positions = "position_embd";
  names.final_norm = "output_norm";
  names.output = "output";
  const std::string layer = "blk.{}.";
  names.attention_norm = layer + "attn_norm";
  names.attention_post_norm = layer + "post_attention_norm";
  names.mlp_norm = layer + "ffn_norm";
  names.mlp_post_norm = layer + "post_ffw_norm";
  names.q_norm = layer + "attn_q_norm";
  names.k_norm = layer + "attn_k_norm";
  names.q = layer + "attn_q";
  names.k = layer + "attn_k";
  names.v = layer + "attn_v";
  names.qkv = layer + "attn_qkv";
  names.attention_out = layer + "attn_output";
  names.gate = layer + "ffn_gate";
  names.up = layer + "ffn_up";
  names.down = layer + "ffn_down";
  if (has(tensors, "blk.0.attn_qkv.weight")) names.qkv_packing = QkvPacking::kStacked;
  // A gated MLP without a matrix for the gate has it before the other one's rows.
  names.gate_up_stacked = mlp == MlpKind::kGated && !has(tensors, "blk.0.ffn_gate.weight");
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

NormSpec norm_of(const Settings& settings, const TensorTable& tensors, NormKind kind) {
  const bool rms = kind == NormKind::kRms;
  const std::string key = rms ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon";
  // A LayerNorm without biases (MPT) leaves all of them out. What Gemma stores less one is whole here.
  return {kind, true, !rms && has(tensors, "output_norm.bias"), static_cast<float>(settings.number(key)),
          0.0f};
}

void read_attention(const Settings& settings, const TensorTable& tensors, BlockSpec& spec) {
  AttentionSpec& attention = spec.attention;
  attention.n_heads = std::max<std::int64_t>(1, settings.whole("attention.head_count"));
  attention.n_kv_heads = settings.whole("attention.head_count_kv", attention.n_heads);
  attention.head_dim = settings.whole("attention.key_length", spec.d_model / attention.n_heads);
  if (settings.whole("attention.value_length", attention.head_dim) != attention.head_dim)
    settings.refuse("heads whose values are wider than their keys are not known here");
  attention.scale = static_cast<float>(
      settings.number("attention.scale", static_cast<double>(usual_scale(attention.head_dim))));
  attention.qkv_bias = has(tensors, "blk.0.attn_qkv.bias") || has(tensors, "blk.0.attn_q.bias");
  attention.out_bias = has(tensors, "blk.0.attn_output.bias");
}

}  // namespace

Architecture architecture_of_gguf(const Settings& settings, const TensorTable& tensors,
                                  const GgufTraits& traits) {
  Architecture made;
  BlockSpec& spec = made.spec;
  spec.n_layers = settings.whole("block_count");
  spec.d_model = settings.whole("embedding_length");
  spec.n_vocab = vocabulary_of(tensors, settings);
  spec.context_tokens = settings.whole("context_length");
  spec.position = traits.position;
  spec.norm = norm_of(settings, tensors, traits.norm);
  // The format's way to say that the embeddings serve twice is to leave the output matrix out.
  spec.tied_embeddings = !has(tensors, "output.weight");
  spec.output_bias = has(tensors, "output.bias");
  read_attention(settings, tensors, spec);
  spec.mlp.kind = traits.mlp;
  spec.mlp.activation = traits.activation;
  spec.mlp.d_ff = settings.whole("feed_forward_length");
  spec.mlp.bias = has(tensors, "blk.0.ffn_up.bias");
  LayerKind kind;
  kind.window_tokens = settings.whole("attention.sliding_window", 0);
  if (traits.position == PositionKind::kRotary)
    kind.rope = rope_of_gguf(settings, tensors, spec.attention.head_dim, traits.rope_layout);
  set_one_kind(spec, std::move(kind));
  made.names = gguf_names(tensors, traits.mlp);
  return made;
}

void set_gguf_window_pattern(BlockSpec& spec, const Settings& settings, std::int64_t period,
                             std::int64_t window_tokens, const kernels::RopeConfig& global,
                             const kernels::RopeConfig& local) {
  spec.kinds = {{0, global}, {window_tokens, local}};
  spec.kind_of_layer.assign(static_cast<std::size_t>(spec.n_layers), 0);
  const std::string name = "attention.sliding_window_pattern";
  const std::vector<double> flags = settings.is_list(name) ? settings.numbers(name) : std::vector<double>();
  if (settings.is_list(name) && flags.size() != spec.kind_of_layer.size())
    settings.refuse("'" + name + "' does not list every layer");
  if (!settings.is_list(name)) period = std::max<std::int64_t>(1, settings.whole(name, period));
  for (std::size_t i = 0; i < spec.kind_of_layer.size(); ++i) {
    const bool windowed = settings.is_list(name) ? i < flags.size() && flags[i] != 0.0
                                                 : static_cast<std::int64_t>(i) % period != period - 1;
    spec.kind_of_layer[i] = windowed ? 1 : 0;
  }
}

void set_gguf_experts(Architecture& made, const Settings& settings, const TensorTable& tensors) {
  made.spec.mlp.n_experts = settings.whole("expert_count", 0);
  if (made.spec.mlp.n_experts == 0) return;
  made.spec.mlp.n_experts_used = settings.whole("expert_used_count");
  made.names.gate_up_stacked = false;
  made.names.experts_stacked = has(tensors, "blk.0.ffn_gate_exps.weight");
  const std::string end = made.names.experts_stacked ? "_exps" : ".{}";
  made.names.router = "blk.{}.ffn_gate_inp";
  made.names.gate = "blk.{}.ffn_gate" + end;
  made.names.up = "blk.{}.ffn_up" + end;
  made.names.down = "blk.{}.ffn_down" + end;
}

}  // namespace st::model
