#include "scale/footprint.h"

#include <algorithm>
#include <span>

#include "kernels/attention/attention.h"
#include "kernels/attention/attention_plan.h"
#include "kv/kv_layout.h"

namespace st::scale {
namespace {

constexpr std::int64_t kChunkTokens = 256;  // tokens of a prompt that are read in one step
constexpr double kScoreBytes = 2.0;         // bf16, as published examples reckon

KvLayout layout_of(const ModelShape& shape, DType type) {
  return {shape.n_layers, shape.n_kv_heads, shape.head_dim, type, type};
}

double flash_scratch(const ModelShape& shape, std::int64_t context, std::size_t n_threads) {
  const kernels::AttentionShape heads{shape.n_heads, shape.n_kv_heads, shape.head_dim};
  const std::int64_t n_new = std::min(kChunkTokens, context);
  const kernels::AttentionExtent last{n_new, context - n_new, context};
  return static_cast<double>(kernels::flash_scratch_bytes(
      heads, kernels::plan_attention(heads, {}, std::span(&last, 1)), n_threads));
}

}  // namespace

DType usable_kv_type(const ModelShape& shape, DType wanted) {
  return check_layout(layout_of(shape, wanted)).ok() ? wanted : DType::kF16;
}

Footprint footprint_of(const ModelShape& shape, std::int64_t context_tokens, DType kv_type,
                       std::size_t n_threads) {
  Footprint print;
  print.context_tokens = context_tokens;
  print.weights_f32 = shape.parameters * 4.0;
  print.weights_bf16 = shape.parameters * 2.0;
  print.weights_q8_0 = shape.parameters * 8.5 / 8.0;
  print.weights_q4_k = shape.parameters * 4.5 / 8.0;
  const auto n = static_cast<double>(context_tokens);
  print.kv_type = usable_kv_type(shape, kv_type);
  print.kv_cache = n * layout_of(shape, print.kv_type).token_bytes();
  print.scratch_flash = context_tokens > 0 ? flash_scratch(shape, context_tokens, n_threads) : 0.0;
  print.scratch_naive = static_cast<double>(shape.n_heads) * n * n * kScoreBytes;
  return print;
}

ModelShape shape_of(const model::BlockSpec& spec, std::string name) {
  ModelShape shape;
  shape.name = std::move(name);
  shape.parameters = static_cast<double>(model::matrix_elements(spec));
  shape.active_parameters = static_cast<double>(model::active_elements(spec));
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
                       work.keys_read * layout_of(shape, usable_kv_type(shape, kv_type)).token_bytes();
  return flop / speed.flop_per_s + bytes / speed.bytes_per_s;
}

}  // namespace st::scale
