#include "scale/counting_model.h"

#include <algorithm>

#include "base/unicode.h"

namespace st::scale {
namespace {

// Where two texts part; not within a character.
std::size_t common_start(const std::string& a, const std::string& b) {
  const auto [at, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  std::size_t n = static_cast<std::size_t>(at - a.begin());
  while (n > 0 && n < a.size() && is_continuation(a[n])) --n;
  return n;
}

}  // namespace

Result<Completion> CountingModel::complete(const std::string& prompt, const AnswerGrammar&,
                                           const CompletionLimits&) {
  const std::lock_guard<std::mutex> turn(turn_);
  Completion completion;
  ST_ASSIGN_OR_RETURN(completion.prompt_tokens, count_(prompt));
  ST_ASSIGN_OR_RETURN(completion.cached_tokens, count_(prompt.substr(0, common_start(prompt, before_))));
  completion.cached_tokens = std::min(completion.cached_tokens, completion.prompt_tokens);
  completion.text = answer_;
  completion.finish = Completion::Finish::kGrammar;
  workload_.add_call(static_cast<double>(completion.prompt_tokens),
                     static_cast<double>(completion.cached_tokens), 0);
  before_ = prompt;
  return completion;
}

Result<std::vector<double>> CountingModel::score(const std::string&, const std::vector<std::string>&) {
  return model_error("a count of tokens scores nothing");
}

Result<std::vector<std::vector<float>>> CountingModel::embed(const std::vector<std::string>&) {
  return model_error("a count of tokens makes no vectors");
}

}  // namespace st::scale
