#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/chat_template.h"
#include "engine/memory_plan.h"
#include "engine/token_trie.h"
#include "kernels/kernel_context.h"
#include "kv/prefix_index.h"
#include "model/registry.h"
#include "tokenizer/tokenizer.h"

namespace st {

struct EngineOptions {
  std::string model = {};        // a GGUF file, or a folder with config.json
  model::LoadOptions load = {};  // another type for the weights, or random ones
  std::size_t threads = 0;       // 0: as many as this process may use
  DType key_type = DType::kF16;
  DType value_type = DType::kF16;
  bool naive_attention = false;
  // Plan for Session::prefill_rows, whose steps have a row of logits for each token.
  bool every_tokens_logits = false;
  bool prefix_cache = true;        // keep what earlier prompts left in the cache
  std::string chat_template = {};  // a file to use instead of the checkpoint's own template
};

// A model, its tokenizer, its threads and the cache that all its sequences share (engine/session.h).
// Thread rule: one thread at a time, but for `cancel`, which any thread or signal handler may call.
class Engine {
 public:
  // describe and load in one.
  static Result<std::unique_ptr<Engine>> open(EngineOptions options);
  // Reads the configuration and the tokenizer and no weights: enough to check a prompt and to plan. kModel
  // for what can't be used; kUsage where there is no such path.
  static Result<std::unique_ptr<Engine>> describe(EngineOptions options);
  // Reads, draws or maps the weights. Once; before it, nothing may be computed.
  Status load(const Progress& progress = {});

  const EngineOptions& options() const { return options_; }
  const model::BlockSpec& spec() const { return model_ ? model_->decoder.spec() : described_->spec; }
  const WeightStore& store() const { return model_ ? model_->store : described_->store; }
  const model::Decoder& decoder() const { return model_->decoder; }  // REQUIRES load
  std::int64_t n_vocab() const { return spec().n_vocab; }
  // What the model was made for.
  std::int64_t context_tokens() const { return spec().context_tokens; }
  // kModel where the model came without a tokenizer, or with one that can't be read.
  Result<const Tokenizer*> tokenizer() const;
  // Ids that end an answer, as the checkpoint says.
  const std::vector<std::int32_t>& end_ids() const { return end_ids_; }
  // The vocabulary for grammars; made at the first call.
  Result<std::shared_ptr<const TokenTrie>> token_trie();

  // How the model reads conversations; kModel, with what would help, where it was taught none.
  Result<const ChatFormat*> chat_format();

  // kInput where an id is outside the vocabulary, where there is none, or where they are more than the
  // context holds, with both numbers.
  Status check_prompt(std::span<const std::int32_t> ids) const;

  // What `capacity_tokens` of cache, and steps of at most kChunkTokens, take; nearer where the prompt is
  // known, which must have passed check_prompt.
  MemoryPlan plan(std::int64_t capacity_tokens, std::span<const std::int32_t> prompt = {}) const;
  // kResources where the plan is more than there is, with what would fit.
  Status check_plan(std::int64_t capacity_tokens) const;
  // Makes the cache for all sequences together; no session may be open. Checks the plan before anything is
  // taken. REQUIRES load.
  Status reserve(std::int64_t capacity_tokens);
  bool reserved() const { return cache_ != nullptr; }
  KvCache& cache() { return *cache_; }
  // Null where prefixes are not kept.
  PrefixIndex* prefixes() { return prefixes_.get(); }

  // One step of the decoder; see Decoder::forward. kModel, and nothing of the step counts, where the file
  // under the weights was changed or shortened meanwhile.
  Status forward(std::span<const model::SequenceStep> batch, std::span<float> out,
                 bool hidden_states = false);

  // Ends the step that is running, and every later one, with an error; `resume` takes it back.
  void cancel() { cancelled_.store(true); }
  void resume() { cancelled_.store(false); }
  bool cancelled() const { return cancelled_.load(); }

  // Prompts are computed in chunks that begin at multiples of this, whatever came before: so a chunk is the
  // same bits whether its beginning was computed now or came out of the prefix cache.
  static constexpr std::int64_t kChunkTokens = 128;

 private:
  Engine() = default;
  // Until the weights are loaded it is what the process holds now: the prompt, its tokens and the grammar
  // are part of it by the time that someone plans.
  std::int64_t held_before_weights() const;
  MemoryShape memory_shape(std::int64_t capacity_tokens, std::span<const std::int32_t> prompt = {}) const;

  EngineOptions options_;
  std::optional<model::DescribedModel> described_;  // until the weights are loaded
  model::PlannedWeights weights_;
  std::int64_t smaller_weight_bytes_[2] = {};  // at q8_0, at q4_k
  std::int64_t program_bytes_ = 0;             // what the process held before the weights
  std::unique_ptr<model::DecoderModel> model_;
  std::optional<Result<Tokenizer>> tokenizer_;
  std::shared_ptr<const TokenTrie> trie_;
  std::optional<Result<ChatFormat>> chat_format_;
  std::vector<std::int32_t> end_ids_;
  std::unique_ptr<kernels::ThreadPool> pool_;
  kernels::Isa isa_ = kernels::Isa::kBaseline;
  std::unique_ptr<KvCache> cache_;
  std::unique_ptr<PrefixIndex> prefixes_;
  model::DecoderScratch scratch_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace st
