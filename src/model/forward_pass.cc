#include "model/forward_pass.h"

#include <algorithm>

#include "kernels/elementwise/elementwise.h"
#include "kernels/embedding/embedding.h"
#include "kernels/matmul/matmul.h"
#include "kernels/norm/norm.h"
#include "quant/quant_format.h"

namespace st::model {

Status ForwardPass::layer(std::int64_t index) {
  const LayerWeights& layer = weights_.layers[static_cast<std::size_t>(index)];
  const std::int64_t d_model = spec_.d_model;
  switch (spec_.order) {
    case ResidualOrder::kPreNorm:
      norm(layer.attention_norm, at_.x, at_.h, d_model);
      ST_RETURN_IF_ERROR(attend(layer, index));
      add_branch();
      norm(layer.mlp_norm, at_.x, at_.h, d_model);
      ST_RETURN_IF_ERROR(mlp(layer));
      add_branch();
      return {};
    case ResidualOrder::kPostNorm:
      std::copy(at_.x.begin(), at_.x.end(), at_.h.begin());
      ST_RETURN_IF_ERROR(attend(layer, index));
      add_branch();
      norm(layer.attention_norm, at_.x, at_.x, d_model);
      std::copy(at_.x.begin(), at_.x.end(), at_.h.begin());
      ST_RETURN_IF_ERROR(mlp(layer));
      add_branch();
      norm(layer.mlp_norm, at_.x, at_.x, d_model);
      return {};
    case ResidualOrder::kSandwich:
      norm(layer.attention_norm, at_.x, at_.h, d_model);
      ST_RETURN_IF_ERROR(attend(layer, index));
      norm(layer.attention_post_norm, at_.branch, at_.branch, d_model);
      add_branch();
      norm(layer.mlp_norm, at_.x, at_.h, d_model);
      ST_RETURN_IF_ERROR(mlp(layer));
      norm(layer.mlp_post_norm, at_.branch, at_.branch, d_model);
      add_branch();
      return {};
    case ResidualOrder::kParallelTwoNorms:
    case ResidualOrder::kParallelOneNorm: {
      // The MLP's input is made first: x changes when attention's branch is added.
      norm(layer.attention_norm, at_.x, at_.h, d_model);
      ST_RETURN_IF_ERROR(attend(layer, index));
      if (spec_.order == ResidualOrder::kParallelTwoNorms) norm(layer.mlp_norm, at_.x, at_.h, d_model);
      add_branch();
      ST_RETURN_IF_ERROR(mlp(layer));
      add_branch();
      return {};
    }
  }
  return {};
}

void ForwardPass::embed() {
  kernels::embed_tokens(context_, weights_.embedding, plan_.ids, spec_.embedding_scale, at_.x);
  if (spec_.position == PositionKind::kLearned) {
    std::vector<std::int32_t> rows;
    for (const std::int64_t position : plan_.positions)
      rows.push_back(static_cast<std::int32_t>(position + spec_.first_position_row));
    kernels::embed_tokens(context_, weights_.positions, rows, 1.0f, at_.h);
    kernels::add(context_, at_.x, at_.h, at_.x);
  }
  if (spec_.embedding_norm) norm(weights_.embedding_norm, at_.x, at_.x, spec_.d_model);
}

Status ForwardPass::finish(std::span<float> out) {
  const auto d_model = static_cast<std::size_t>(spec_.d_model);
  const std::size_t n_rows = plan_.logit_rows.size();
  if (n_rows == 0) return {};
  const std::span<float> asked = at_.h.first(n_rows * d_model);
  for (std::size_t i = 0; i < n_rows; ++i) {
    const auto row = at_.x.subspan(static_cast<std::size_t>(plan_.logit_rows[i]) * d_model, d_model);
    std::copy(row.begin(), row.end(), asked.begin() + static_cast<std::ptrdiff_t>(i * d_model));
  }
  if (spec_.final_norm) norm(weights_.final_norm, asked, asked, spec_.d_model);
  if (options_.hidden_states) {
    std::copy(asked.begin(), asked.end(), out.begin());
    return {};
  }
  ST_RETURN_IF_ERROR(multiply(weights_.output, asked, out));
  if (spec_.logit_scale != 1.0f) kernels::scale_values(context_, spec_.logit_scale, out, out);
  if (spec_.logit_soft_cap > 0.0f) kernels::soft_cap(context_, spec_.logit_soft_cap, out, out);
  return {};
}

Status ForwardPass::attend(const LayerWeights& layer, std::int64_t index) {
  const AttentionSpec& attention = spec_.attention;
  const std::size_t kind = spec_.kind_of_layer[static_cast<std::size_t>(index)];
  ST_RETURN_IF_ERROR(multiply(layer.q, at_.h, at_.q));
  ST_RETURN_IF_ERROR(multiply(layer.k, at_.h, at_.k));
  ST_RETURN_IF_ERROR(multiply(layer.v, at_.h, at_.v));
  if (attention.clip > 0.0f) {
    for (const std::span<float> values : {at_.q, at_.k, at_.v})
      for (float& value : values) value = std::clamp(value, -attention.clip, attention.clip);
  }
  if (attention.head_norm) {
    norm(layer.q_norm, at_.q, at_.q, attention.head_dim);
    norm(layer.k_norm, at_.k, at_.k, attention.head_dim);
  }
  if (spec_.position == PositionKind::kRotary) {
    const kernels::RopeLayout layout = spec_.kinds[kind].rope.layout;
    kernels::apply_rope(context_, layout, plan_.angles[kind], attention.head_dim, at_.q);
    kernels::apply_rope(context_, layout, plan_.angles[kind], attention.head_dim, at_.k);
  }
  store_keys_and_values(index);

  std::vector<kernels::AttentionSequence> sequences(batch_.size());
  for (std::size_t i = 0; i < batch_.size(); ++i)
    sequences[i] = {plan_.extents[i], plan_.first_token[i], batch_[i].kv->view(index), {}};
  kernels::AttentionCall call;
  call.shape = {attention.n_heads, attention.n_kv_heads, attention.head_dim};
  call.options.scale = attention.scale;
  call.options.soft_cap = attention.soft_cap;
  call.options.mask.window_tokens = spec_.kinds[kind].window_tokens;
  call.options.alibi_slopes = alibi_slopes_;
  call.sequences = sequences;
  call.q = at_.q;
  call.out = at_.attended;
  ST_RETURN_IF_ERROR(run_attention(call, plan_.attention_plans[kind]));
  return multiply(layer.attention_out, at_.attended, at_.branch);
}

Status ForwardPass::run_attention(const kernels::AttentionCall& call, const kernels::AttentionPlan& plan) {
  ST_RETURN_IF_ERROR(check_not_cancelled());
  if (options_.naive_attention) return kernels::attend_naive(context_, call, scratch_);
  return kernels::attend_flash(context_, call, plan, scratch_);
}

Status ForwardPass::check_not_cancelled() const {
  if (options_.cancelled == nullptr || !options_.cancelled->load(std::memory_order_relaxed)) return {};
  return resource_error("cancelled");
}

void ForwardPass::store_keys_and_values(std::int64_t index) {
  const auto width = static_cast<std::size_t>(spec_.attention.kv_width());
  for (std::size_t i = 0; i < batch_.size(); ++i) {
    const std::size_t first = static_cast<std::size_t>(plan_.first_token[i]) * width;
    const std::size_t count = batch_[i].ids.size() * width;
    batch_[i].kv->write(context_, index, plan_.extents[i].first_position, at_.k.subspan(first, count),
                        at_.v.subspan(first, count));
  }
}

Status ForwardPass::mlp(const LayerWeights& layer) {
  if (spec_.mlp.n_experts > 0) return mixture(layer);
  return one_mlp(layer.experts.front(), at_.h, at_.branch);
}

Status ForwardPass::one_mlp(const MlpWeights& weights, std::span<const float> in, std::span<float> out) {
  const std::size_t n_tokens = in.size() / static_cast<std::size_t>(spec_.d_model);
  const std::size_t n_inner = n_tokens * static_cast<std::size_t>(spec_.mlp.d_ff);
  const std::span<float> up = at_.up.first(n_inner);
  ST_RETURN_IF_ERROR(multiply(weights.up, in, up));
  if (spec_.mlp.kind == MlpKind::kGated) {
    const std::span<float> gate = at_.gate.first(n_inner);
    ST_RETURN_IF_ERROR(multiply(weights.gate, in, gate));
    kernels::activate_gated(context_, spec_.mlp.activation, gate, up, up);
  } else {
    kernels::activate(context_, spec_.mlp.activation, up, up);
  }
  return multiply(weights.down, up, out);
}

void ForwardPass::norm(const NormWeights& weights, std::span<const float> from, std::span<float> to,
                       std::int64_t width) const {
  const NormSpec& spec = spec_.norm;
  if (spec.kind == NormKind::kRms) {
    kernels::rms_norm(context_, {width, weights.weight, spec.epsilon, spec.weight_offset}, from, to);
  } else {
    kernels::layer_norm(context_, {width, weights.weight, weights.bias, spec.epsilon}, from, to);
  }
}

Status ForwardPass::multiply(const Linear& linear, std::span<const float> from, std::span<float> to) {
  ST_RETURN_IF_ERROR(check_not_cancelled());
  kernels::MatmulOptions options;
  options.bias = linear.bias;
  return kernels::matmul(context_, linear.weight, from, to, options, scratch_);
}

void ForwardPass::add_branch() {
  kernels::add(context_, at_.x, at_.branch, at_.x);
}

}  // namespace st::model
