#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "kernels/kernel_context.h"
#include "model/registry.h"
#include "tokenizer/tokenizer.h"

namespace st::cli {

struct SessionOptions {
  std::string model;
  std::size_t threads = 0;  // 0: as many as this process may use
  DType kv_type = DType::kF16;
  model::LoadOptions load;
};

// One model, its tokenizer where it has one, and one sequence. Thread rule: one thread at a time.
class ModelSession {
 public:
  static Result<ModelSession> open(const SessionOptions& options);

  const model::Decoder& decoder() const { return model_->decoder; }
  std::int64_t n_vocab() const { return decoder().spec().n_vocab; }
  std::int64_t context_tokens() const { return decoder().spec().context_tokens; }
  // kModel where the model came without one, or with one that can't be read.
  Result<const Tokenizer*> tokenizer() const;
  // Ids that end an answer, as the checkpoint says.
  const std::vector<std::int32_t>& end_ids() const { return end_ids_; }

  // kInput where an id is outside the vocabulary, where there is none, or where they are more than the
  // context holds, with both numbers.
  Status check_prompt(std::span<const std::int32_t> ids) const;

  // Weights, keys and values of so many tokens, and work space.
  std::int64_t planned_bytes(std::int64_t n_tokens) const;
  // Makes the cache. kResources, before anything is reserved, where the plan is more than there is.
  Status reserve(std::int64_t n_tokens);

  // Runs new tokens behind the old ones, in chunks of kChunkTokens. logits: [n_vocab] of the last token, or
  // [ids.size(), n_vocab] of all.
  Status run(std::span<const std::int32_t> ids, model::LogitsOf which, std::span<float> logits,
             const Progress& progress = {});

  static constexpr std::size_t kChunkTokens = 256;

 private:
  ModelSession() = default;
  Status find_end_ids();

  SessionOptions options_;
  std::unique_ptr<model::DecoderModel> model_;
  std::optional<Result<Tokenizer>> tokenizer_;
  std::vector<std::int32_t> end_ids_;
  std::unique_ptr<kernels::ThreadPool> pool_;
  kernels::Isa isa_ = kernels::Isa::kBaseline;
  std::unique_ptr<KvCache> cache_;
  std::optional<KvLease> lease_;
  model::DecoderScratch scratch_;
};

// Opens a session and shows how far loading has come where it takes long.
Result<ModelSession> open_session(SessionOptions options);

}  // namespace st::cli
