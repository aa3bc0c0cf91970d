#include "model/block_spec.h"

#include <fmt/format.h>

namespace st::model {
namespace {

// No model known comes near; beyond it products of two widths could overflow.
constexpr std::int64_t kMostWidth = std::int64_t{1} << 24;
constexpr std::int64_t kMostLayers = 4096;
constexpr std::int64_t kMostHeadDim = 256;

Status in_range(const std::string& where, const char* what, std::int64_t value, std::int64_t most) {
  if (value >= 1 && value <= most) return {};
  return model_error(fmt::format("{}: {} is {}; expected 1 to {}", where, what, value, most));
}

Status check_attention(const BlockSpec& spec, const std::string& where) {
  const AttentionSpec& attention = spec.attention;
  ST_RETURN_IF_ERROR(in_range(where, "the number of heads", attention.n_heads, 65536));
  ST_RETURN_IF_ERROR(in_range(where, "the number of key-value heads", attention.n_kv_heads, 65536));
  ST_RETURN_IF_ERROR(in_range(where, "the width of a head", attention.head_dim, kMostHeadDim));
  if (attention.head_dim % 8 != 0)
    return model_error(
        fmt::format("{}: heads are {} wide; expected a multiple of 8", where, attention.head_dim));
  if (attention.n_heads % attention.n_kv_heads != 0) {
    return model_error(fmt::format("{}: {} heads can't share {} key-value heads evenly", where,
                                   attention.n_heads, attention.n_kv_heads));
  }
  if (spec.position != PositionKind::kRotary) return {};
  for (const LayerKind& kind : spec.kinds) {
    if (kind.rope.rotary_dim < 2 || kind.rope.rotary_dim % 2 != 0 ||
        kind.rope.rotary_dim > attention.head_dim || !(kind.rope.theta > 0.0)) {
      return model_error(
          fmt::format("{}: turns {} of {} values of a head with base {}; expected an even number and a "
                      "positive base",
                      where, kind.rope.rotary_dim, attention.head_dim, kind.rope.theta));
    }
  }
  return {};
}

Status check_mlp(const MlpSpec& mlp, const std::string& where) {
  ST_RETURN_IF_ERROR(in_range(where, "the feed-forward width", mlp.d_ff, kMostWidth));
  if (mlp.n_experts == 0) return {};
  ST_RETURN_IF_ERROR(in_range(where, "the number of experts", mlp.n_experts, 4096));
  return in_range(where, "the number of experts a token uses", mlp.n_experts_used, mlp.n_experts);
}

std::int64_t elements_with(const BlockSpec& spec, std::int64_t n_experts) {
  const AttentionSpec& attention = spec.attention;
  const std::int64_t of_mlp = (spec.mlp.kind == MlpKind::kGated ? 3 : 2) * spec.mlp.d_ff * n_experts;
  const std::int64_t rows_of_layer =
      2 * attention.q_width() + 2 * attention.kv_width() + of_mlp + spec.mlp.n_experts;
  std::int64_t rows = spec.n_layers * rows_of_layer + (spec.tied_embeddings ? 1 : 2) * spec.n_vocab;
  if (spec.position == PositionKind::kLearned) rows += spec.context_tokens + spec.first_position_row;
  return rows * spec.d_model;
}

}  // namespace

void set_one_kind(BlockSpec& spec, LayerKind kind) {
  spec.kinds = {std::move(kind)};
  spec.kind_of_layer.assign(static_cast<std::size_t>(spec.n_layers), 0);
}

std::int64_t matrix_elements(const BlockSpec& spec) {
  return elements_with(spec, std::max<std::int64_t>(1, spec.mlp.n_experts));
}

std::int64_t active_elements(const BlockSpec& spec) {
  return elements_with(spec, std::max<std::int64_t>(1, spec.mlp.n_experts_used));
}

Status check_spec(const BlockSpec& spec, const std::string& where) {
  ST_RETURN_IF_ERROR(in_range(where, "the number of layers", spec.n_layers, kMostLayers));
  ST_RETURN_IF_ERROR(in_range(where, "the model width", spec.d_model, kMostWidth));
  ST_RETURN_IF_ERROR(in_range(where, "the vocabulary", spec.n_vocab, kMostWidth));
  ST_RETURN_IF_ERROR(in_range(where, "the context", spec.context_tokens, std::int64_t{1} << 31));
  ST_CHECK(!spec.kinds.empty() && spec.kind_of_layer.size() == static_cast<std::size_t>(spec.n_layers));
  ST_RETURN_IF_ERROR(check_attention(spec, where));
  return check_mlp(spec.mlp, where);
}

}  // namespace st::model
