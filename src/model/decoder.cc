#include "model/decoder.h"

#include <fmt/format.h>

#include "model/forward_pass.h"

namespace st::model {
namespace {

// Positions, extents and the rows whose logits are asked for.
Result<BatchPlan> plan_batch(const BlockSpec& spec, std::span<const SequenceStep> batch) {
  BatchPlan plan;
  for (const SequenceStep& step : batch) {
    const std::int64_t n_old = step.kv->n_tokens(), n_new = static_cast<std::int64_t>(step.ids.size());
    ST_CHECK(n_new > 0);
    if (spec.position == PositionKind::kLearned && n_old + n_new > spec.context_tokens) {
      return model_error(
          fmt::format("the sequence would have {} tokens; the model's table of positions ends at {}",
                      n_old + n_new, spec.context_tokens));
    }
    plan.first_token.push_back(plan.n_tokens);
    plan.extents.push_back({n_new, n_old, n_old + n_new});
    for (std::int64_t i = 0; i < n_new; ++i) {
      const std::int32_t id = step.ids[static_cast<std::size_t>(i)];
      if (id < 0 || id >= spec.n_vocab)
        return model_error(fmt::format("token id {} is outside the vocabulary of {}", id, spec.n_vocab));
      plan.ids.push_back(id);
      plan.positions.push_back(n_old + i);
      const bool asked =
          step.logits == LogitsOf::kEveryToken || (step.logits == LogitsOf::kLastToken && i + 1 == n_new);
      if (asked) plan.logit_rows.push_back(plan.n_tokens + i);
    }
    plan.n_tokens += n_new;
  }
  return plan;
}

void append(kernels::RopeAngles& all, const kernels::RopeAngles& more) {
  all.n_pairs = more.n_pairs;
  all.cosines.insert(all.cosines.end(), more.cosines.begin(), more.cosines.end());
  all.sines.insert(all.sines.end(), more.sines.begin(), more.sines.end());
}

// The angles of a batch, sequence by sequence where the frequencies depend on how long each is.
kernels::RopeAngles angles_of(const kernels::RopeConfig& rope, const kernels::RopeFrequencies& frequencies,
                              const BatchPlan& plan) {
  if (!kernels::depends_on_sequence_length(rope.scaling)) return rope_angles(frequencies, plan.positions);
  kernels::RopeAngles all;
  for (std::size_t i = 0; i < plan.extents.size(); ++i) {
    const kernels::AttentionExtent& extent = plan.extents[i];
    const auto positions = std::span(plan.positions)
                               .subspan(static_cast<std::size_t>(plan.first_token[i]),
                                        static_cast<std::size_t>(extent.n_queries));
    append(all, rope_angles(rope_frequencies(rope, extent.n_keys), positions));
  }
  return all;
}

void plan_kinds(const BlockSpec& spec, std::span<const kernels::RopeFrequencies> frequencies,
                BatchPlan& plan) {
  const kernels::AttentionShape shape{spec.attention.n_heads, spec.attention.n_kv_heads,
                                      spec.attention.head_dim};
  for (std::size_t kind = 0; kind < spec.kinds.size(); ++kind) {
    kernels::AttentionMask mask;
    mask.window_tokens = spec.kinds[kind].window_tokens;
    plan.attention_plans.push_back(plan_attention(shape, mask, plan.extents));
    if (spec.position == PositionKind::kRotary)
      plan.angles.push_back(angles_of(spec.kinds[kind].rope, frequencies[kind], plan));
  }
}

Status grow_all(std::span<const SequenceStep> batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Status grown = batch[i].kv->grow(static_cast<std::int64_t>(batch[i].ids.size()));
    if (grown.ok()) continue;
    for (std::size_t j = 0; j < i; ++j)
      batch[j].kv->truncate(batch[j].kv->n_tokens() - static_cast<std::int64_t>(batch[j].ids.size()));
    return grown;
  }
  return {};
}

Status run(ForwardPass& pass, std::int64_t n_layers, std::span<float> logits) {
  pass.embed();
  for (std::int64_t layer = 0; layer < n_layers; ++layer) ST_RETURN_IF_ERROR(pass.layer(layer));
  return pass.finish(logits);
}

}  // namespace

Result<Activations> place_activations(const BlockSpec& spec, std::int64_t n_tokens,
                                      kernels::ScratchBuffer& buffer) {
  const bool has_experts = spec.mlp.n_experts > 0;
  Activations at;
  const std::int64_t routed = has_experts ? spec.d_model : 0;
  const std::pair<std::span<float>*, std::int64_t> parts[] = {
      {&at.x, spec.d_model},
      {&at.h, spec.d_model},
      {&at.branch, spec.d_model},
      {&at.q, spec.attention.q_width()},
      {&at.attended, spec.attention.q_width()},
      {&at.k, spec.attention.kv_width()},
      {&at.v, spec.attention.kv_width()},
      {&at.up, spec.mlp.d_ff},
      {&at.gate, spec.mlp.kind == MlpKind::kGated ? spec.mlp.d_ff : 0},
      {&at.router, spec.mlp.n_experts},
      {&at.expert_in, routed},
      {&at.expert_out, routed},
  };
  constexpr std::size_t kAligned = 16;  // floats in 64 bytes
  std::size_t n_floats = 0;
  for (const auto& [part, width] : parts)
    n_floats += (static_cast<std::size_t>(n_tokens * width) + kAligned - 1) / kAligned * kAligned;
  ST_RETURN_IF_ERROR(buffer.reserve(n_floats * sizeof(float)));
  auto* next = reinterpret_cast<float*>(buffer.data());
  for (const auto& [part, width] : parts) {
    const auto size = static_cast<std::size_t>(n_tokens * width);
    *part = {next, size};
    next += (size + kAligned - 1) / kAligned * kAligned;
  }
  return at;
}

Decoder::Decoder(BlockSpec spec, DecoderWeights weights)
    : spec_(std::move(spec)), weights_(std::move(weights)) {
  if (spec_.position == PositionKind::kAlibi)
    alibi_slopes_ = kernels::alibi_slopes(spec_.attention.n_heads, spec_.attention.alibi_max_bias);
  if (spec_.position != PositionKind::kRotary) return;
  for (const LayerKind& kind : spec_.kinds) frequencies_.push_back(rope_frequencies(kind.rope, 1));
}

KvLayout kv_layout_of(const BlockSpec& spec, DType key_type, DType value_type) {
  KvLayout layout;
  layout.n_layers = spec.n_layers;
  layout.n_kv_heads = spec.attention.n_kv_heads;
  layout.head_dim = spec.attention.head_dim;
  layout.key_type = key_type;
  layout.value_type = value_type;
  return layout;
}

Status Decoder::forward(const kernels::KernelContext& context, std::span<const SequenceStep> batch,
                        std::span<float> logits, DecoderScratch& scratch,
                        const ForwardOptions& options) const {
  ST_ASSIGN_OR_RETURN(BatchPlan plan, plan_batch(spec_, batch));
  ST_CHECK(logits.size() ==
           plan.logit_rows.size() *
               static_cast<std::size_t>(options.hidden_states ? spec_.d_model : spec_.n_vocab));
  plan_kinds(spec_, frequencies_, plan);
  ST_ASSIGN_OR_RETURN(const Activations activations,
                      place_activations(spec_, plan.n_tokens, scratch.activations));
  ST_RETURN_IF_ERROR(grow_all(batch));
  ForwardPass pass(spec_, weights_, alibi_slopes_, context, batch, plan, activations, scratch.kernel,
                   options);
  const Status done = run(pass, spec_.n_layers, logits);
  if (done.ok()) return {};
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i].kv->truncate(plan.extents[i].first_position);
  return done;
}

}  // namespace st::model
