#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "lm/text_model.h"

namespace st {

// What a model goes by: the last part of the path it was opened from.
std::string model_name(const std::string& path);

// The engine behind the door. Prompts that share a beginning with an earlier one pay for the rest only.
// complete() takes the prompt as it is; special tokens in it are read as such, so text that comes from
// elsewhere belongs into complete_chat(). embed() is the mean of the last layer's output over the text,
// scaled to length 1: what decoders have to offer.
class LocalTextModel : public TextModel {
 public:
  // `context_tokens`: the window that is reserved; 0 is the model's own, but no more than 32,768,
  // and less where memory is short.
  static Result<std::unique_ptr<LocalTextModel>> open(EngineOptions options,
                                                      std::size_t context_tokens = 0);

  Engine& engine() { return *engine_; }

  std::string name() const override { return name_; }
  std::size_t context_tokens() const override { return context_tokens_; }
  Result<Completion> complete(const std::string& prompt, const AnswerGrammar& grammar,
                              const CompletionLimits& limits) override;
  // Through the checkpoint's chat template; as plain text where it has none.
  Result<Completion> complete_chat(const std::vector<ChatMessage>& messages, const AnswerGrammar& grammar,
                                   const CompletionLimits& limits) override;
  Result<std::vector<double>> score(const std::string& prompt,
                                    const std::vector<std::string>& continuations) override;
  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts) override;
  Result<std::size_t> count_tokens(const std::string& text) override;

 private:
  LocalTextModel() = default;
  bool fits(std::int64_t n_tokens) const;
  Result<std::vector<std::int32_t>> ids_of(const std::string& text, bool add_special_tokens) const;
  Status check_room(std::size_t n_tokens) const;
  Result<Completion> complete_ids(std::vector<std::int32_t> ids, const AnswerGrammar& grammar,
                                  const CompletionLimits& limits);
  Result<double> score_ids(std::span<const std::int32_t> prompt,
                           std::span<const std::int32_t> continuation);
  Result<std::vector<float>> embed_one(const std::string& text);

  std::unique_ptr<Engine> engine_;
  std::string name_;
  std::size_t context_tokens_ = 0;
  std::mutex turn_;  // one call at a time
};

}  // namespace st
