#pragma once

#include <memory>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "cli/needle_run.h"
#include "engine/local_text_model.h"
#include "engine/session.h"

namespace st::cli {

// Answers prompts with a local model, greedily. Thread rule: one thread at a time.
class NeedleReader {
 public:
  // With room for prompts and answers of `context_tokens`. `chat`: prompts are laid out as the model was
  // taught to read a user's turn.
  static Result<std::unique_ptr<NeedleReader>> open(EngineOptions options, std::size_t context_tokens,
                                                    bool chat);

  Engine& engine() { return model_->engine(); }

  // As AnswerPrompt.
  Result<NeedleAnswer> answer(const std::string& prompt, std::size_t most_tokens, const Progress& progress);

  std::size_t read_tokens() const { return read_tokens_; }      // of all prompts, without those below
  std::size_t cached_tokens() const { return cached_tokens_; }  // of all prompts, served by the cache

 private:
  NeedleReader() = default;
  Result<NeedleAnswer> continued(const std::string& prompt, std::size_t most_tokens,
                                 const Progress& progress);
  Result<std::string> decode(const Tokenizer& tokenizer, std::size_t most_tokens, Session& session,
                             std::span<float> logits);
  bool ends_answer(std::int32_t id);
  void count(std::size_t prompt_tokens, std::size_t cached_tokens);

  std::unique_ptr<LocalTextModel> model_;
  bool chat_ = false;
  std::size_t read_tokens_ = 0, cached_tokens_ = 0;
};

}  // namespace st::cli
