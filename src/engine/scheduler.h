#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/progress.h"
#include "engine/generation.h"

namespace st {

// Runs many answers on one engine at once: sequences join and leave at any step (continuous batching, Yu et
// al., Orca, 2022). A step computes one chunk of one prompt, and one token of each answer that has begun;
// so a long prompt does not hold up the answers beside it. Answers are the same bits in any company. Thread
// rule: the engine's.
class Scheduler {
 public:
  explicit Scheduler(Engine& engine);

  // Queues it; it starts when the cache has room. kResources where it could never have.
  Status add(Generation* generation);
  bool idle() const { return waiting_.empty() && running_.empty(); }
  // Errors end the whole step: nothing of it counts. `on_chunk` hears of prompt tokens.
  Status step();
  // Until idle. Progress counts the prompt tokens of what was waiting.
  Status run(const Progress& prompt_progress = {});

  // Of decoding so far: forward passes, and their time.
  std::size_t decode_steps() const { return decode_steps_; }
  double decode_seconds() const { return decode_seconds_; }

 private:
  void admit();
  Status prefill_one();
  Status decode_all();
  Status decode_some(std::span<Generation* const> group, std::span<const std::size_t> sizes,
                     std::span<const model::SequenceStep> steps);

  Engine* engine_;
  std::vector<Generation*> waiting_;
  std::vector<Generation*> running_;
  std::vector<float> logits_;
  std::size_t decode_steps_ = 0;
  double decode_seconds_ = 0.0;
};

// One answer by itself. The engine is reserved for it where it is not reserved yet or too small.
Result<Generated> generate(Engine& engine, GenerationRequest request, const Progress& prompt_progress = {});

}  // namespace st
