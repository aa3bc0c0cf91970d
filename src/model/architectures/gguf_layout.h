#pragma once

#include "model/architectures/common.h"

namespace st::model {

// What the GGUF files of all families have in common: names of tensors, keys of the metadata, and that the
// tensors in the file tell which biases, packings and output matrix a model has (the format has no keys for
// them). Source of the names: the format's specification in the ggml project and its Python package.

// What a family fixes and its files don't state.
struct GgufTraits {
  NormKind norm = NormKind::kRms;
  PositionKind position = PositionKind::kRotary;
  kernels::RopeLayout rope_layout = kernels::RopeLayout::kHalves;
  MlpKind mlp = MlpKind::kGated;
  kernels::Activation activation = kernels::Activation::kSilu;
};

// Sizes, norms, attention, MLP and names of a family with one norm before each half of a block. One kind of
// layer, with the window where the file has one.
Architecture architecture_of_gguf(const Settings& settings, const TensorTable& tensors,
                                  const GgufTraits& traits);

// Every n-th layer sees all tokens and the others have the window, where n is
// "attention.sliding_window_pattern" or `period`; or a list of flags says which layers have it. The
// windowed layers turn by `local`, the others by `global`.
void set_gguf_window_pattern(BlockSpec& spec, const Settings& settings, std::int64_t period,
                             std::int64_t window_tokens, const kernels::RopeConfig& global,
                             const kernels::RopeConfig& local);

// Experts, merged (one tensor for all of a layer) as files have them today, or one tensor each as they had
// them first.
void set_gguf_experts(Architecture& made, const Settings& settings, const TensorTable& tensors);

}  // namespace st::model
