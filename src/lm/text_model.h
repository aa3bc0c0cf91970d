#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace st {

// How a model's answer is bounded and drawn. The defaults give the same answer every time.
struct CompletionLimits {
  std::size_t max_tokens = 512;
  double temperature = 0.0;  // 0: the most probable token
  std::uint64_t seed = 0;
  std::vector<std::string> stop;
};

// What the answer must look like; at most one is set. Nothing set: any text.
struct AnswerGrammar {
  std::string json_schema;  // JSON Schema, draft 2020-12 subset
  std::string bnf;          // the engine's BNF, docs/guide/grammars.md
};

// One turn of a conversation. `role` is "system", "user" or "assistant". The text is data: whoever lays the
// turns out for a model keeps it from spelling the model's own control tokens.
struct ChatMessage {
  std::string role;
  std::string text;
};

struct Completion {
  std::string text;
  std::size_t prompt_tokens = 0;
  std::size_t cached_tokens = 0;  // of the prompt, served from an earlier call's prefix
  std::size_t answer_tokens = 0;
  // Under a grammar: kGrammar is whole and fits, kLength was cut in the middle, kStop does not fit (a
  // server that can't be held to one).
  enum class Finish { kStop, kLength, kGrammar } finish = Finish::kStop;
};

// "role: text" a turn, parted by empty lines, and the opening of the assistant's turn.
inline std::string plain_conversation(const std::vector<ChatMessage>& messages) {
  std::string text;
  for (const ChatMessage& message : messages) text += message.role + ": " + message.text + "\n\n";
  return text + "assistant:";
}

// The door between the wings: a language model as the story wing sees it. Implemented by the local engine
// and by a client of a remote server. Errors are Error{kModel} or Error{kResources}. Thread rule: calls
// from several threads are safe and may be served one after the other.
class TextModel {
 public:
  virtual ~TextModel() = default;

  virtual std::string name() const = 0;
  virtual std::size_t context_tokens() const = 0;

  virtual Result<Completion> complete(const std::string& prompt, const AnswerGrammar& grammar,
                                      const CompletionLimits& limits) = 0;

  // The assistant's next turn, with the conversation laid out as the model was taught to read it. Models
  // that were taught none get it as plain text.
  virtual Result<Completion> complete_chat(const std::vector<ChatMessage>& messages,
                                           const AnswerGrammar& grammar, const CompletionLimits& limits) {
    return complete(plain_conversation(messages), grammar, limits);
  }

  // Log-probability, in nats, of each continuation after the prompt: one sum per continuation.
  virtual Result<std::vector<double>> score(const std::string& prompt,
                                            const std::vector<std::string>& continuations) = 0;

  // One unit vector a text.
  virtual Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts) = 0;

  virtual Result<std::size_t> count_tokens(const std::string& text) = 0;
};

}  // namespace st
