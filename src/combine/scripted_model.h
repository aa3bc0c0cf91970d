#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "lm/text_model.h"
#include "lm/token_estimate.h"

namespace st::combine {

// For tests: a model that answers as the test says and remembers what it was asked.
class ScriptedModel : public TextModel {
 public:
  using Script = std::function<Result<std::string>(const std::vector<ChatMessage>&)>;
  explicit ScriptedModel(Script script) : script_(std::move(script)) {}

  std::string name() const override { return "scripted"; }
  std::size_t context_tokens() const override { return context_; }
  void set_context_tokens(std::size_t tokens) { context_ = tokens; }

  Result<Completion> complete(const std::string&, const AnswerGrammar&, const CompletionLimits&) override {
    return model_error("scripted: expected a conversation");
  }

  Result<Completion> complete_chat(const std::vector<ChatMessage>& messages, const AnswerGrammar& grammar,
                                   const CompletionLimits&) override {
    {
      const std::lock_guard<std::mutex> turn(turn_);
      asked.push_back(messages);
      schemas.push_back(grammar.json_schema);
    }
    ST_ASSIGN_OR_RETURN(std::string text, script_(messages));
    Completion completion;
    completion.prompt_tokens = estimate_tokens(plain_conversation(messages));
    completion.answer_tokens = estimate_tokens(text);
    completion.text = std::move(text);
    return completion;
  }

  Result<std::vector<double>> score(const std::string&, const std::vector<std::string>&) override {
    return model_error("scripted: scores nothing");
  }
  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>&) override {
    return model_error("scripted: embeds nothing");
  }
  Result<std::size_t> count_tokens(const std::string& text) override { return estimate_tokens(text); }

  std::vector<std::vector<ChatMessage>> asked;
  std::vector<std::string> schemas;

 private:
  std::mutex turn_;
  Script script_;
  std::size_t context_ = 32768;
};

// The label of the line of a prompt whose quote begins with `text`: "c7", "s3"; empty where there is none.
inline std::string label_of(const std::vector<ChatMessage>& messages, const std::string& text) {
  const std::string& prompt = messages[1].text;
  const std::size_t at = prompt.find("\"" + text);
  if (at == std::string::npos) return "";
  const std::size_t line = prompt.rfind('\n', at) + 1;
  return prompt.substr(line, prompt.find_first_of("*: ", line) - line);
}

}  // namespace st::combine
