#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "kernels/kernel_context.h"
#include "kernels/scratch_buffer.h"
#include "kv/kv_cache.h"
#include "model/block_spec.h"
#include "model/decoder_weights.h"

namespace st::model {

// Which of the new tokens' logits are asked for.
enum class LogitsOf : std::uint8_t { kNone, kLastToken, kEveryToken };

// One sequence's part of a step: new tokens behind those that its lease holds.
struct SequenceStep {
  std::span<const std::int32_t> ids;  // [n_tokens], at least one; each below n_vocab
  KvLease* kv = nullptr;              // grown by the step
  LogitsOf logits = LogitsOf::kLastToken;
};

// What a cache for this model looks like.
KvLayout kv_layout_of(const BlockSpec& spec, DType key_type, DType value_type);

// How a step is run, and what comes out of it.
struct ForwardOptions {
  bool naive_attention = false;  // the plain form that stores its scores, to compare with
  bool hidden_states = false;    // instead of logits: the last norm's output, [n asked for, d_model]
  // Looked at between operations; once it is true the step ends with an error and nothing has changed.
  const std::atomic<bool>* cancelled = nullptr;
};

// Work space of forward passes, kept between them. Thread rule: one forward pass at a time.
struct DecoderScratch {
  kernels::ScratchBuffer activations;
  kernels::ScratchBuffer kernel;
};

// A causal language model, driven by its BlockSpec. Thread rule: forward is const and may run on several
// threads at once, each with its own scratch and leases.
class Decoder {
 public:
  // The views in `weights` must outlive the decoder. REQUIRES check_spec to have passed.
  Decoder(BlockSpec spec, DecoderWeights weights);

  const BlockSpec& spec() const { return spec_; }
  std::size_t weight_bytes() const { return weights_.matrix_bytes(); }
  // What one token reads of them.
  std::size_t weight_bytes_per_token() const { return weights_.bytes_per_token(spec_.mlp.n_experts_used); }
  std::size_t owned_bytes() const { return weights_.owned_bytes(); }  // of those: not in a mapped file
  // What loading had to do otherwise than it was asked.
  std::span<const std::string> load_notes() const { return weights_.notes; }
  KvLayout kv_layout(DType key_type, DType value_type) const {
    return kv_layout_of(spec_, key_type, value_type);
  }

  // One step of a batch of sequences. logits: [n asked for, n_vocab], in the order of the batch. kModel for
  // an id outside the vocabulary or a sequence that would outgrow a learned position table; kResources
  // where memory or the cache is full, or the step was cancelled. After an error the leases hold what they
  // held before. The logits of a sequence do not depend on the number of threads, nor on the others in the
  // batch as long as it has at most kernels::kFewTokens tokens, or the sequence is alone in it.
  Status forward(const kernels::KernelContext& context, std::span<const SequenceStep> batch,
                 std::span<float> logits, DecoderScratch& scratch,
                 const ForwardOptions& options = {}) const;

 private:
  BlockSpec spec_;
  DecoderWeights weights_;
  std::vector<float> alibi_slopes_;  // [n_heads] where positions are ALiBi's
  std::vector<kernels::RopeFrequencies>
      frequencies_;  // of each kind of layer, where their length does not matter
};

}  // namespace st::model
