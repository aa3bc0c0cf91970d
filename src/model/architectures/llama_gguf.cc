// The rotary families as GGUF files lay them out: llama (and Mistral and Mixtral, which go under its name)
// rotates neighbouring pairs, the others halves.
#include <cmath>

#include "model/architectures/gguf_layout.h"

namespace st::model {

Architecture llama_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made =
      architecture_of_gguf(settings, tensors, {.rope_layout = kernels::RopeLayout::kNeighbours});
  set_gguf_experts(made, settings, tensors);
  return made;
}

namespace {

// Where a list of layers or a period stands beside the window, only those layers have it.
void set_listed_windows(Architecture& made, const Settings& settings) {
  if (!settings.has("attention.sliding_window_pattern")) return;
  const LayerKind kind = made.spec.kinds.front();
  set_gguf_window_pattern(made.spec, settings, 1, kind.window_tokens, kind.rope, kind.rope);
}

}  // namespace

Architecture qwen2_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made = architecture_of_gguf(settings, tensors, {});
  set_listed_windows(made, settings);
  return made;
}

Architecture qwen3_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made = qwen2_of_gguf(settings, tensors);
  made.spec.attention.head_norm = true;
  return made;
}

Architecture phi3_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made = architecture_of_gguf(settings, tensors, {});
  if (settings.whole("expert_count", 0) > 0) settings.refuse("Phi-3 with experts is not known here");
  set_listed_windows(made, settings);
  return made;
}

Architecture starcoder2_of_gguf(const Settings& settings, const TensorTable& tensors) {
  return architecture_of_gguf(
      settings, tensors,
      {.norm = NormKind::kLayer, .mlp = MlpKind::kPlain, .activation = kernels::Activation::kGeluTanh});
}

namespace {

Architecture gemma_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made =
      architecture_of_gguf(settings, tensors, {.activation = kernels::Activation::kGeluTanh});
  made.spec.order = ResidualOrder::kSandwich;
  made.spec.embedding_scale = static_cast<float>(std::sqrt(static_cast<double>(made.spec.d_model)));
  made.spec.logit_soft_cap = static_cast<float>(settings.number("final_logit_softcapping", 0.0));
  return made;
}

// The scale of the scores has no key in most files; the largest model of a series, known by its number of
// layers, divides by another width than a head's.
void set_gemma_scale(BlockSpec& spec, const Settings& settings, std::int64_t layers_of_largest) {
  if (settings.has("attention.scale") || spec.n_layers != layers_of_largest) return;
  spec.attention.scale = usual_scale(spec.d_model / spec.attention.n_heads);
}

}  // namespace

Architecture gemma2_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made = gemma_of_gguf(settings, tensors);
  made.spec.attention.soft_cap = static_cast<float>(settings.number("attn_logit_softcapping", 0.0));
  set_gemma_scale(made.spec, settings, 46);
  const kernels::RopeConfig rope = made.spec.kinds.front().rope;
  set_gguf_window_pattern(made.spec, settings, 2, settings.whole("attention.sliding_window", 4096), rope,
                          rope);
  return made;
}

Architecture gemma3_of_gguf(const Settings& settings, const TensorTable& tensors) {
  Architecture made = gemma_of_gguf(settings, tensors);
  made.spec.attention.head_norm = true;
  set_gemma_scale(made.spec, settings, 62);
  const kernels::RopeConfig global = made.spec.kinds.front().rope;
  kernels::RopeConfig local = global;
  local.theta = settings.number("rope.freq_base_swa", 10000.0);
  local.scaling = kernels::NoRopeScaling{};
  set_gguf_window_pattern(made.spec, settings, 6, settings.whole("attention.sliding_window", 0), global,
                          local);
  return made;
}

}  // namespace st::model
