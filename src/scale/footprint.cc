#include "scale/footprint.h"

#include <algorithm>
#include <span>

#include "kernels/attention/attention.h"
#include "kernels/attention/attention_plan.h"
#include "kernels/attention/kv_view.h"

namespace st::scale {
namespace {

constexpr std::int64_t kChunkTokens = 256;  // tokens of a prompt that are read in one step
constexpr double kScoreBytes = 2.0;         // bf16, as published examples reckon

double kv_token_bytes(const ModelShape& shape, DType type) {
  return 2.0 * static_cast<double>(shape.n_layers * shape.n_kv_heads) *
         static_cast<double>(kernels::kv_row_bytes(type, shape.head_dim));
}

double flash_scratch(const ModelShape& shape, std::int64_t context, std::size_t n_threads) {
  const kernels::AttentionShape heads{shape.n_heads, shape.n_kv_heads, shape.head_dim};
  const std::int64_t n_new = std::min(kChunkTokens, context);
  const kernels::AttentionExtent last{n_new, context - n_new, context};
  return static_cast<double>(kernels::flash_scratch_bytes(
      heads, kernels::plan_attention(heads, {}, std::span(&last, 1)), n_threads));
}

// Of the matrices that a token passes through.
double mlp_elements(const model::BlockSpec& spec, std::int64_t n_experts) {
  const std::int64_t matrices = spec.mlp.kind == model::MlpKind::kGated ? 3 : 2;
  return static_cast<double>(matrices * spec.d_model) * static_cast<double>(spec.mlp.d_ff * n_experts);
}

}  // namespace

Footprint footprint_of(const ModelShape& shape, std::int64_t context_tokens, DType kv_type,
                       std::size_t n_threads) {
  Footprint print;
  print.context_tokens = context_tokens;
  print.weights_f32 = shape.parameters * 4.0;
  print.weights_bf16 = shape.parameters * 2.0;
  print.weights_q8_0 = shape.parameters * 8.5 / 8.0;
  print.weights_q4_k = shape.parameters * 4.5 / 8.0;
  const auto n = static_cast<double>(context_tokens);
  print.kv_cache = n * kv_token_bytes(shape, kv_type);
  print.scratch_flash = context_tokens > 0 ? flash_scratch(shape, context_tokens, n_threads) : 0.0;
  print.scratch_naive = static_cast<double>(shape.n_heads) * n * n * kScoreBytes;
  return print;
}

ModelShape shape_of(const model::BlockSpec& spec, std::string name) {
  ModelShape shape;
  shape.name = std::move(name);
  shape.parameters = static_cast<double>(model::matrix_elements(spec));
  shape.active_parameters = shape.parameters;
  if (spec.mlp.n_experts > spec.mlp.n_experts_used)
    shape.active_parameters -= static_cast<double>(spec.n_layers) *
                               mlp_elements(spec, spec.mlp.n_experts - spec.mlp.n_experts_used);
  shape.n_layers = spec.n_layers;
  shape.d_model = spec.d_model;
  shape.n_heads = spec.attention.n_heads;
  shape.n_kv_heads = spec.attention.n_kv_heads;
  shape.head_dim = spec.attention.head_dim;
  shape.context_tokens = spec.context_tokens;
  return shape;
}

double seconds_of(const Workload& work, const ModelShape& shape, double weight_bits, DType kv_type,
                  const MachineSpeed& speed) {
  const double pair_flop = 4.0 * static_cast<double>(shape.n_layers * shape.n_heads * shape.head_dim);
  const double flop = 2.0 * shape.active_parameters * (work.prompt_tokens - work.cached_tokens) +
                      pair_flop * work.score_pairs;
  const double bytes = work.answer_tokens * shape.active_parameters * weight_bits / 8.0 +
                       work.keys_read * kv_token_bytes(shape, kv_type);
  return flop / speed.flop_per_s + bytes / speed.bytes_per_s;
}

}  // namespace st::scale
