#include "engine/scheduler.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "kernels/few_tokens.h"

namespace st {
namespace {

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::int64_t in_pages(std::int64_t n_tokens, std::int64_t page_tokens) {
  return (n_tokens + page_tokens - 1) / page_tokens * page_tokens;
}

}  // namespace

Scheduler::Scheduler(Engine& engine)
    : engine_(&engine), logits_(static_cast<std::size_t>(kernels::kFewTokens * engine.n_vocab())) {}

Status Scheduler::add(Generation* generation) {
  const std::int64_t capacity = engine_->cache().capacity_tokens();
  if (generation->tokens_needed() > capacity) {
    return resource_error(fmt::format("the prompt and its answer need {} tokens of cache; {} are reserved",
                                      generation->tokens_needed(), capacity));
  }
  waiting_.push_back(generation);
  return {};
}

// In the order in which they came, so that none waits for ever. What the prefix cache holds is given up
// when it is needed, so it counts as free.
void Scheduler::admit() {
  const std::int64_t page_tokens = engine_->cache().layout().page_tokens;
  std::int64_t taken = 0;
  for (Generation* running : running_) taken += in_pages(running->tokens_needed(), page_tokens);
  while (!waiting_.empty()) {
    const std::int64_t needed = in_pages(waiting_.front()->tokens_needed(), page_tokens);
    if (!running_.empty() && taken + needed > engine_->cache().capacity_tokens()) return;
    taken += needed;
    running_.push_back(waiting_.front());
    waiting_.erase(waiting_.begin());
  }
}

Status Scheduler::prefill_one() {
  const auto next = std::find_if(running_.begin(), running_.end(),
                                 [](Generation* one) { return !one->done() && one->prefilling(); });
  if (next == running_.end()) return {};
  const double begun = now_seconds();
  // Not sooner, so that answers to one prompt find what the first of them left in the prefix cache.
  if (!(*next)->started()) (*next)->start();
  const std::span<float> logits = std::span(logits_).first(static_cast<std::size_t>(engine_->n_vocab()));
  ST_RETURN_IF_ERROR((*next)->session().prefill_chunk(logits));
  (*next)->add_prefill_seconds(now_seconds() - begun);
  if ((*next)->prefilling()) return {};
  return (*next)->take_prompt_logits(logits);
}

Status Scheduler::decode_all() {
  std::vector<Generation*> group;
  std::vector<std::size_t> sizes;
  std::vector<model::SequenceStep> steps;
  std::size_t rows = 0;
  const auto flush = [&]() -> Status {
    const Status done = decode_some(group, sizes, steps);
    group.clear();
    sizes.clear();
    steps.clear();
    rows = 0;
    return done;
  };
  for (Generation* one : running_) {
    if (one->done() || one->prefilling()) continue;
    std::vector<std::int32_t> ids = one->next_tokens();
    if (rows + ids.size() > static_cast<std::size_t>(kernels::kFewTokens)) ST_RETURN_IF_ERROR(flush());
    rows += ids.size();
    sizes.push_back(ids.size());
    group.push_back(one);
    steps.push_back(one->session().append(std::move(ids)));
  }
  return group.empty() ? Status() : flush();
}

Status Scheduler::decode_some(std::span<Generation* const> group, std::span<const std::size_t> sizes,
                              std::span<const model::SequenceStep> steps) {
  const double begun = now_seconds();
  std::size_t n_rows = 0;
  for (const std::size_t size : sizes) n_rows += size;
  const auto width = static_cast<std::size_t>(engine_->n_vocab());
  ST_RETURN_IF_ERROR(engine_->forward(steps, std::span(logits_).first(n_rows * width)));
  const double seconds = now_seconds() - begun;
  ++decode_steps_;
  decode_seconds_ += seconds;
  std::size_t row = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    group[i]->add_decode_seconds(seconds);
    ST_RETURN_IF_ERROR(
        group[i]->take_step_logits(std::span(logits_).subspan(row * width, sizes[i] * width)));
    row += sizes[i];
  }
  return {};
}

Status Scheduler::step() {
  admit();
  // Answers first: one that its prompt's last chunk begins now takes its next step with the others.
  ST_RETURN_IF_ERROR(decode_all());
  ST_RETURN_IF_ERROR(prefill_one());
  std::erase_if(running_, [](Generation* one) {
    if (one->done()) one->session().release();
    return one->done();
  });
  return {};
}

Status Scheduler::run(const Progress& prompt_progress) {
  std::size_t all = 0, told = 0;
  const auto pending = [this] {
    std::size_t n = 0;
    for (Generation* one : running_) n += one->pending_tokens();
    return n;
  };
  admit();
  for (all = pending(); !idle();) {
    ST_RETURN_IF_ERROR(step());
    const std::size_t done = all - std::min(all, pending());
    if (done != told) report_progress(prompt_progress, told = done, all);
  }
  return {};
}

Result<Generated> generate(Engine& engine, GenerationRequest request, const Progress& prompt_progress) {
  ST_ASSIGN_OR_RETURN(const std::unique_ptr<Generation> generation,
                      Generation::create(engine, std::move(request)));
  if (!engine.reserved() || engine.cache().capacity_tokens() < generation->tokens_needed())
    ST_RETURN_IF_ERROR(engine.reserve(generation->tokens_needed()));
  Scheduler scheduler(engine);
  ST_RETURN_IF_ERROR(scheduler.add(generation.get()));
  ST_RETURN_IF_ERROR(scheduler.run(prompt_progress));
  return generation->take_result();
}

}  // namespace st
