#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "lm/text_model.h"
#include "scale/workload.h"

namespace st::scale {

using CountTokens = std::function<Result<std::size_t>(const std::string&)>;

// Stands in the place of a model to learn what would be asked of it: it counts each prompt and how much of
// it begins as the one before, and answers nothing. What runs on it does what it would do with a model that
// agrees with every plan. Thread rule as TextModel's.
class CountingModel : public TextModel {
 public:
  // `answer`: what it says to everything.
  CountingModel(CountTokens count, std::size_t context_tokens, std::string answer)
      : count_(std::move(count)), context_tokens_(context_tokens), answer_(std::move(answer)) {}

  // The calls so far, without answer tokens.
  const Workload& workload() const { return workload_; }

  std::string name() const override { return "scale"; }
  std::size_t context_tokens() const override { return context_tokens_; }
  Result<Completion> complete(const std::string& prompt, const AnswerGrammar& grammar,
                              const CompletionLimits& limits) override;
  // kModel: these have no use without a model.
  Result<std::vector<double>> score(const std::string& prompt,
                                    const std::vector<std::string>& continuations) override;
  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts) override;
  Result<std::size_t> count_tokens(const std::string& text) override { return count_(text); }

 private:
  CountTokens count_;
  std::size_t context_tokens_;
  std::string answer_;
  std::mutex turn_;
  std::string before_;  // the last prompt
  Workload workload_;
};

}  // namespace st::scale
