#pragma once

#include <cstdint>
#include <span>

#include "kernels/attention/attention_bias.h"
#include "kernels/attention/attention_mask.h"
#include "kernels/attention/attention_plan.h"
#include "kernels/attention/kv_view.h"
#include "kernels/kernel_context.h"
#include "kernels/scratch_buffer.h"

namespace st::kernels {

// What a layer does to its scores: s = softcap(scale * q.k) + bias(key - query), hidden where the mask says
// so.
struct AttentionOptions {
  float scale = 1.0f;     // 1 / sqrt(head_dim) in most models, 1 in T5
  float soft_cap = 0.0f;  // cap * tanh(s / cap) (Gemma 2); 0 is none
  AttentionMask mask;
  std::span<const float> alibi_slopes;          // [n_heads] or empty: s -= slope * (query - key)
  const RelativeBias* relative_bias = nullptr;  // T5, or null; its table has n_heads rows
};

// One sequence of a batch: its queries are rows [first_query, first_query + extent.n_queries) of q and out.
struct AttentionSequence {
  AttentionExtent extent;
  std::int64_t first_query = 0;
  KvView kv;                                  // kv.n_tokens >= extent.n_keys
  std::span<const std::uint8_t> key_visible;  // [n_keys], 0 hides a key (padding), or empty: all are seen
};

// One layer's attention over a batch. A query that may see no key gets zeros.
struct AttentionCall {
  AttentionShape shape;
  AttentionOptions options;
  std::span<const AttentionSequence> sequences;
  std::span<const float> q;  // [n_tokens, n_heads, head_dim]
  std::span<float> out;      // [n_tokens, n_heads, head_dim], not q
};

// Flash attention (Dao et al. 2022, 2023): tiles with a running maximum and sum; no score is ever stored,
// so the work space does not grow with the context. `plan` is plan_attention of the same shape, mask and
// extents. The result is the same bytes on any number of threads. Sums are in f32. kResources where
// `scratch` can't grow.
Status attend_flash(const KernelContext& context, const AttentionCall& call, const AttentionPlan& plan,
                    ScratchBuffer& scratch);
std::size_t flash_scratch_bytes(const AttentionShape& shape, const AttentionPlan& plan,
                                std::size_t n_threads);

// The plain form, to compare with: stores every score of every head of a sequence, n_heads * n_queries *
// n_keys floats.
Status attend_naive(const KernelContext& context, const AttentionCall& call, ScratchBuffer& scratch);
std::size_t naive_scratch_bytes(const AttentionShape& shape, std::span<const AttentionExtent> sequences);

// The truth and its plain low-precision shadow: one query at a time, scores in a row, everything in `Real`.
// Instantiated for double and float.
template <typename Real>
void attend_ref(const AttentionCall& call);
extern template void attend_ref<double>(const AttentionCall& call);
extern template void attend_ref<float>(const AttentionCall& call);

}  // namespace st::kernels
