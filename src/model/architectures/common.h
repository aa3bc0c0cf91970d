#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/architectures/architecture.h"

namespace st::model {

// What several families' configurations have in common.

// "silu", "gelu_new", ... as config.json names them.
kernels::Activation activation_of(const Settings& settings, const std::string& name,
                                  const std::string& fallback);

// Rotary embedding of a config.json: in "rope_parameters" (and in `group` inside it, where layers differ),
// or in "rope_theta" and "rope_scaling".
kernels::RopeConfig rope_of_config(const Settings& settings, std::int64_t rotary_dim,
                                   const std::string& group = {}, double default_theta = 10000.0);
// Rotary embedding of GGUF metadata.
kernels::RopeConfig rope_of_gguf(const Settings& settings, const TensorTable& tensors,
                                 std::int64_t head_dim, kernels::RopeLayout layout);

// One over the square root of a head's width.
float usual_scale(std::int64_t head_dim);

// Two kinds of layers by config.json's "layer_types": sliding_attention with the window, and
// full_attention. Where there is no such list, every layer has `window_where_unlisted`.
void set_window_kinds(BlockSpec& spec, const Settings& settings, const kernels::RopeConfig& rope,
                      std::int64_t window_tokens, std::int64_t window_where_unlisted);

// The first of the prefixes under which the tensor `name` stands; the first one where none does.
std::string prefix_of(const TensorTable& tensors, const std::string& name,
                      const std::vector<std::string>& prefixes);

// The decoders that keep Llama's names and settings in config.json: sizes, norms, no windows, no rotary
// scaling.
Architecture llama_like(const Settings& settings);

}  // namespace st::model
