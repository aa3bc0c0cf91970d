#include "engine/engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "engine/end_tokens.h"
#include "engine/gguf_tokenizer.h"
#include "engine/token_bytes.h"
#include "kernels/few_tokens.h"

namespace st {
namespace {

// Code of kernels, stacks of threads: what comes into memory only once computing begins, as measured.
constexpr std::int64_t kTouchedLaterBytes = 256 * 1024;

}  // namespace

Result<std::unique_ptr<Engine>> Engine::open(EngineOptions options) {
  ST_ASSIGN_OR_RETURN(std::unique_ptr<Engine> engine, describe(std::move(options)));
  ST_RETURN_IF_ERROR(engine->load());
  return engine;
}

Result<std::unique_ptr<Engine>> Engine::describe(EngineOptions options) {
  std::unique_ptr<Engine> engine(new Engine());
  ST_ASSIGN_OR_RETURN(engine->isa_, kernels::choose_isa());
  const std::size_t threads = options.threads > 0 ? options.threads : default_job_count();
  options.load.jobs = threads;
  engine->options_ = std::move(options);
  ST_ASSIGN_OR_RETURN(engine->described_,
                      model::describe_decoder(engine->options_.model, engine->options_.load));
  const WeightStore& store = engine->store();
  engine->tokenizer_ =
      store.gguf() != nullptr ? tokenizer_of_gguf(*store.gguf()) : open_tokenizer(store.folder()->path());
  ST_ASSIGN_OR_RETURN(engine->end_ids_, find_end_ids(store, engine->n_vocab()));
  engine->pool_ = std::make_unique<kernels::ThreadPool>(threads);
  engine->weights_ = engine->described_->planned_weights();
  engine->smaller_weight_bytes_[0] = engine->described_->planned_weights(DType::kQ8_0).total();
  engine->smaller_weight_bytes_[1] = engine->described_->planned_weights(DType::kQ4_K).total();
  return engine;
}

Status Engine::load(const Progress& progress) {
  ST_CHECK(described_.has_value());
  program_bytes_ = held_before_weights();
  if (progress) described_->options.progress = progress;
  ST_ASSIGN_OR_RETURN(model_, model::load_decoder(std::move(*described_)));
  described_.reset();
  options_.load.progress = {};  // whoever listened may be gone by now
  return model_->store.check_unchanged();
}

Result<const Tokenizer*> Engine::tokenizer() const {
  if (!tokenizer_->ok()) return model_error(tokenizer_->error().message);
  return &tokenizer_->value();
}

Result<std::shared_ptr<const TokenTrie>> Engine::token_trie() {
  if (!trie_) {
    ST_ASSIGN_OR_RETURN(const Tokenizer* vocabulary, tokenizer());
    trie_ = std::make_shared<const TokenTrie>(token_bytes(*vocabulary, static_cast<std::size_t>(n_vocab())),
                                              std::vector<std::uint32_t>(end_ids_.begin(), end_ids_.end()));
  }
  return trie_;
}

Result<const ChatFormat*> Engine::chat_format() {
  if (!chat_format_) {
    ST_ASSIGN_OR_RETURN(const Tokenizer* vocabulary, tokenizer());
    chat_format_ = ChatFormat::find(store(), *vocabulary, options_.chat_template);
  }
  if (!chat_format_->ok()) return chat_format_->error();
  return &chat_format_->value();
}

Status Engine::check_prompt(std::span<const std::int32_t> ids) const {
  if (ids.empty()) return input_error("the prompt has no tokens; expected at least one");
  for (const std::int32_t id : ids) {
    if (id < 0 || id >= n_vocab()) {
      return input_error(
          fmt::format("the prompt has the id {}; the model's ids are 0 to {}", id, n_vocab() - 1));
    }
  }
  if (static_cast<std::int64_t>(ids.size()) > context_tokens()) {
    return input_error(fmt::format("the prompt has {} tokens; the model's context holds {}", ids.size(),
                                   context_tokens()));
  }
  return {};
}

std::int64_t Engine::held_before_weights() const {
  if (model_) return program_bytes_;
  return static_cast<std::int64_t>(resident_bytes()) + kTouchedLaterBytes;
}

MemoryShape Engine::memory_shape(std::int64_t capacity_tokens, std::span<const std::int32_t> prompt) const {
  const auto n_known = static_cast<std::int64_t>(prompt.size());
  // Decoding takes as many rows as there are answers and drafts at once.
  const std::int64_t longest =
      prompt.empty() ? kChunkTokens : std::clamp<std::int64_t>(n_known, kernels::kFewTokens, kChunkTokens);
  MemoryShape shape;
  shape.key_type = options_.key_type;
  shape.value_type = options_.value_type;
  shape.capacity_tokens = capacity_tokens;
  shape.chunk_tokens = std::min(capacity_tokens, longest);
  shape.n_threads = pool_->size();
  shape.naive_attention = options_.naive_attention;
  shape.logit_rows = options_.every_tokens_logits ? shape.chunk_tokens : 0;
  shape.weight_bytes = weights_.touched_bytes(prompt, std::max<std::int64_t>(0, capacity_tokens - n_known));
  shape.program_bytes = held_before_weights();
  return shape;
}

MemoryPlan Engine::plan(std::int64_t capacity_tokens, std::span<const std::int32_t> prompt) const {
  return plan_memory(spec(), memory_shape(capacity_tokens, prompt));
}

Status Engine::check_plan(std::int64_t capacity_tokens) const {
  auto available = static_cast<std::int64_t>(available_memory_bytes());
  if (available == 0) return {};
  // What has been taken since the plan was made (weights that were converted) is no longer free.
  available +=
      std::max<std::int64_t>(0, static_cast<std::int64_t>(resident_bytes()) - held_before_weights());
  const MemoryPlan wanted = plan(capacity_tokens);
  if (wanted.total() - wanted.program <= available) return {};
  const auto weights_at = [this](DType type) {
    return smaller_weight_bytes_[type == DType::kQ8_0 ? 0 : 1];
  };
  return resource_error(
      fmt::format("{}: {} tokens need {}; {} are free; {}", options_.model, capacity_tokens, wanted.text(),
                  byte_text(static_cast<std::uint64_t>(available)),
                  what_would_fit(spec(), memory_shape(capacity_tokens), available, weights_at)));
}

Status Engine::reserve(std::int64_t capacity_tokens) {
  ST_RETURN_IF_ERROR(check_plan(capacity_tokens));
  prefixes_.reset();
  cache_.reset();
  ST_ASSIGN_OR_RETURN(cache_, KvCache::create(decoder().kv_layout(options_.key_type, options_.value_type),
                                              capacity_tokens));
  if (!options_.prefix_cache) return {};
  prefixes_ = std::make_unique<PrefixIndex>(*cache_);
  cache_->set_reclaimer([this] { return prefixes_->evict(1) > 0; });
  return {};
}

Status Engine::forward(std::span<const model::SequenceStep> batch, std::span<float> out,
                       bool hidden_states) {
  model::ForwardOptions options;
  options.naive_attention = options_.naive_attention;
  options.hidden_states = hidden_states;
  options.cancelled = &cancelled_;
  ST_RETURN_IF_ERROR(decoder().forward({pool_.get(), isa_}, batch, out, scratch_, options));
  const Status unchanged = weights_.mapped_bytes > 0 ? store().check_unchanged() : Status();
  if (unchanged.ok()) return {};
  for (const model::SequenceStep& step : batch)
    step.kv->truncate(step.kv->n_tokens() - static_cast<std::int64_t>(step.ids.size()));
  return unchanged;
}

}  // namespace st
