#pragma once

#include <span>
#include <vector>

#include "kernels/attention/attention.h"
#include "model/decoder.h"

namespace st::model {

// Everything one forward pass shares between its layers.
struct BatchPlan {
  std::int64_t n_tokens = 0;
  std::vector<std::int32_t> ids;                        // [n_tokens]
  std::vector<std::int64_t> positions;                  // [n_tokens]
  std::vector<kernels::AttentionExtent> extents;        // a sequence each
  std::vector<std::int64_t> first_token;                // of each sequence, in the batch
  std::vector<std::int64_t> logit_rows;                 // tokens whose logits are asked for
  std::vector<kernels::RopeAngles> angles;              // a kind of layer each
  std::vector<kernels::AttentionPlan> attention_plans;  // a kind of layer each
};

// The activations of a batch: parts of one buffer.
struct Activations {
  std::span<float> x, h, branch;           // [n_tokens, d_model]
  std::span<float> q, attended;            // [n_tokens, n_heads, head_dim]
  std::span<float> k, v;                   // [n_tokens, n_kv_heads, head_dim]
  std::span<float> up, gate;               // [n_tokens, d_ff]
  std::span<float> router;                 // [n_tokens, n_experts]
  std::span<float> expert_in, expert_out;  // [n_tokens, d_model], where there are experts
};
Result<Activations> place_activations(const BlockSpec& spec, std::int64_t n_tokens,
                                      kernels::ScratchBuffer& buffer);

// The layers of one forward pass. x is in activations and stays there.
class ForwardPass {
 public:
  ForwardPass(const BlockSpec& spec, const DecoderWeights& weights, std::span<const float> alibi_slopes,
              const kernels::KernelContext& context, std::span<const SequenceStep> batch,
              const BatchPlan& plan, const Activations& activations, kernels::ScratchBuffer& scratch,
              const ForwardOptions& options)
      : spec_(spec),
        weights_(weights),
        alibi_slopes_(alibi_slopes),
        context_(context),
        batch_(batch),
        plan_(plan),
        at_(activations),
        scratch_(scratch),
        options_(options) {}

  void embed();
  Status layer(std::int64_t index);
  // x of the rows asked for, normed and, unless hidden states are asked for, multiplied with the
  // vocabulary.
  Status finish(std::span<float> out);

 private:
  // branch = attention of h; branch = mlp of h.
  Status attend(const LayerWeights& layer, std::int64_t index);
  Status mlp(const LayerWeights& layer);
  Status one_mlp(const MlpWeights& weights, std::span<const float> in, std::span<float> out);
  Status mixture(const LayerWeights& layer);

  void norm(const NormWeights& weights, std::span<const float> from, std::span<float> to,
            std::int64_t width) const;
  Status multiply(const Linear& linear, std::span<const float> from, std::span<float> to);
  Status run_attention(const kernels::AttentionCall& call, const kernels::AttentionPlan& plan);
  Status check_not_cancelled() const;
  void add_branch();
  void store_keys_and_values(std::int64_t index);

  const BlockSpec& spec_;
  const DecoderWeights& weights_;
  std::span<const float> alibi_slopes_;
  const kernels::KernelContext& context_;
  std::span<const SequenceStep> batch_;
  const BatchPlan& plan_;
  const Activations& at_;
  kernels::ScratchBuffer& scratch_;
  const ForwardOptions& options_;
};

}  // namespace st::model
