#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/progress.h"
#include "engine/engine.h"

namespace st {

// One sequence of an engine: the tokens that stand in the cache, and those that are still to be computed.
// What a token's logits are depends on the tokens before it alone: not on what the prefix cache had, not on
// other sequences, not on how many tokens were drafted. The engine must have been reserved and must outlive
// its sessions. Thread rule: the engine's.
class Session {
 public:
  explicit Session(Engine& engine) : engine_(&engine) {}

  // Makes `prompt` the sequence. Its beginning is taken over from this session or from the prefix cache as
  // far as either has it, in whole chunks; the rest is pending. REQUIRES Engine::check_prompt.
  void begin(std::vector<std::int32_t> prompt);
  // The same with nothing taken over: every token is pending.
  void begin_afresh(std::vector<std::int32_t> prompt);
  // Gives the cache back; what stands in the prefix cache stays there.
  void release();
  // Of the prompt: tokens that need not be computed.
  std::int64_t n_cached() const { return n_cached_; }
  std::int64_t n_pending() const { return static_cast<std::int64_t>(ids_.size()) - n_computed(); }
  std::int64_t n_computed() const { return lease_ ? lease_->n_tokens() : 0; }
  const std::vector<std::int32_t>& ids() const { return ids_; }

  // Computes the next chunk of what is pending; with the last one, the logits of the last token [n_vocab].
  // After an error the chunk is still pending.
  Status prefill_chunk(std::span<float> logits);
  // All chunks.
  Status prefill(std::span<float> logits, const Progress& progress = {});
  // All chunks of a sequence that begins here, with the logits of every token, [n, n_vocab] a chunk, or
  // with hidden_states the last layer's output, [n, d_model]. Stops at the first error of `take`.
  using TakeRows = std::function<Status(std::span<const float> rows)>;
  Status prefill_rows(const TakeRows& take, const Progress& progress = {}, bool hidden_states = false);

  // A second sequence with what has been computed (beam search).
  KvLease fork_lease() const { return lease_->fork(); }

  // For a step of several sessions (Scheduler): new tokens behind the computed ones, logits of each. What
  // was appended counts as computed once Engine::forward has run; keep() then says how many of them stand.
  model::SequenceStep append(std::vector<std::int32_t> ids);
  void keep(std::int64_t n_tokens);

 private:
  std::span<const std::int32_t> next_chunk() const;
  void remember_prefix();

  Engine* engine_;
  std::optional<KvLease> lease_;
  std::vector<std::int32_t> ids_;
  std::vector<std::int32_t> step_ids_;
  std::int64_t n_cached_ = 0;
  std::int64_t n_chunked_ = 0;  // of the computed tokens, those that were computed in whole chunks
};

}  // namespace st
