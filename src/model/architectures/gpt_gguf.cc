// The families with LayerNorm and a plain MLP as GGUF files lay them out: queries, keys and values in one
// matrix, one after the other, whatever the order in the family's own checkpoints.
#include "model/architectures/gguf_layout.h"

namespace st::model {
namespace {

GgufTraits gpt_traits(PositionKind position, kernels::Activation activation) {
  return {.norm = NormKind::kLayer, .position = position, .mlp = MlpKind::kPlain, .activation = activation};
}

}  // namespace

Architecture gpt2_of_gguf(const Settings& settings, const TensorTable& tensors) {
  return architecture_of_gguf(settings, tensors,
                              gpt_traits(PositionKind::kLearned, kernels::Activation::kGeluTanh));
}

Architecture gpt_neox_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made = architecture_of_gguf(settings, tensors,
                                           gpt_traits(PositionKind::kRotary, kernels::Activation::kGelu));
  if (settings.flag("use_parallel_residual", true)) made.spec.order = ResidualOrder::kParallelTwoNorms;
  return made;
}

// With two norms the first is the MLP's: the file keeps the names of the form that has one.
Architecture falcon_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made = architecture_of_gguf(settings, tensors,
                                           gpt_traits(PositionKind::kRotary, kernels::Activation::kGelu));
  made.spec.order = ResidualOrder::kParallelOneNorm;
  if (tensors.find("blk.0.attn_norm_2.weight") == nullptr) return made;
  made.spec.order = ResidualOrder::kParallelTwoNorms;
  made.names.mlp_norm = "blk.{}.attn_norm";
  made.names.attention_norm = "blk.{}.attn_norm_2";
  return made;
}

Architecture bloom_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made = architecture_of_gguf(
      settings, tensors, gpt_traits(PositionKind::kAlibi, kernels::Activation::kGeluTanh));
  made.spec.embedding_norm = true;
  return made;
}

Architecture mpt_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made =
      architecture_of_gguf(settings, tensors, gpt_traits(PositionKind::kAlibi, kernels::Activation::kGelu));
  made.spec.attention.alibi_max_bias = static_cast<float>(settings.number("attention.max_alibi_bias", 0.0));
  made.spec.attention.clip = static_cast<float>(settings.number("attention.clamp_kqv", 0.0));
  if (!(made.spec.attention.alibi_max_bias > 0.0f)) settings.refuse("MPT without ALiBi is not known here");
  if (tensors.find("blk.0.attn_q_norm.weight") != nullptr)
    settings.refuse("MPT with norms of queries and keys is not known here");
  return made;
}

}  // namespace st::model
