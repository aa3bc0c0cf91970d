#include "engine/engine.h"

#include <fmt/format.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "engine/end_tokens.h"
#include "engine/gguf_tokenizer.h"
#include "engine/token_bytes.h"

namespace st {

Result<std::unique_ptr<Engine>> Engine::open(EngineOptions options) {
  std::unique_ptr<Engine> engine(new Engine());
  ST_ASSIGN_OR_RETURN(engine->isa_, kernels::choose_isa());
  const std::size_t threads = options.threads > 0 ? options.threads : default_job_count();
  options.load.jobs = threads;
  ST_ASSIGN_OR_RETURN(engine->model_, model::open_decoder(options.model, options.load));
  options.load.progress = {};  // whoever listened may be gone by now
  engine->options_ = std::move(options);
  const WeightStore& store = engine->model_->store;
  engine->tokenizer_ =
      store.gguf() != nullptr ? tokenizer_of_gguf(*store.gguf()) : open_tokenizer(store.folder()->path());
  ST_ASSIGN_OR_RETURN(engine->end_ids_, find_end_ids(store, engine->n_vocab()));
  engine->pool_ = std::make_unique<kernels::ThreadPool>(threads);
  return engine;
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

namespace {

MemoryShape shape_of(const EngineOptions& options, std::int64_t capacity_tokens, std::size_t n_threads) {
  return {options.key_type, options.value_type,
          capacity_tokens,  std::min(capacity_tokens, Engine::kChunkTokens),
          n_threads,        options.naive_attention};
}

}  // namespace

MemoryPlan Engine::plan(std::int64_t capacity_tokens) const {
  return plan_memory(decoder(), shape_of(options_, capacity_tokens, pool_->size()));
}

Status Engine::reserve(std::int64_t capacity_tokens) {
  const auto planned = static_cast<std::uint64_t>(plan(capacity_tokens).total());
  const std::uint64_t available = available_memory_bytes();
  if (available > 0 && planned > available) {
    return resource_error(
        fmt::format("{}: needs {} for {} tokens; {} are free; {}", options_.model, byte_text(planned),
                    capacity_tokens, byte_text(available),
                    what_would_fit(decoder(), shape_of(options_, capacity_tokens, pool_->size()),
                                   static_cast<std::int64_t>(available))));
  }
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
  return decoder().forward({pool_.get(), isa_}, batch, out, scratch_, options);
}

}  // namespace st
