#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "engine/scheduler.h"
#include "lm/text_model.h"

namespace st::cli {

// A conversation with a model on this machine. Each turn's prompt is the whole conversation; the engine's
// prefix cache has most of it. Thread rule: one thread.
class Conversation {
 public:
  Conversation(Engine& engine, SamplerOptions sampler, std::size_t max_tokens)
      : engine_(&engine), sampler_(sampler), max_tokens_(max_tokens) {}

  void set_system(std::string text) { system_ = std::move(text); }
  const std::string& system() const { return system_; }
  const std::vector<ChatMessage>& turns() const { return turns_; }
  void set_turns(std::vector<ChatMessage> turns) { turns_ = std::move(turns); }
  // Takes the last question and its answer back; false where there is none.
  bool undo();

  // The assistant's answer; it is remembered, also as far as it came before Engine::cancel. kInput where
  // the conversation is longer than the context, with both numbers; then the question is forgotten.
  Result<Generated> ask(const std::string& question, const std::function<void(const std::string&)>& on_text,
                        const Progress& reading);

 private:
  Result<Generated> answer(const std::function<void(const std::string&)>& on_text, const Progress& reading,
                           std::string& shown);

  Engine* engine_;
  SamplerOptions sampler_;
  std::size_t max_tokens_;
  std::string system_;
  std::vector<ChatMessage> turns_;
};

// JSON: {"system": text, "messages": [{"role", "content"}]}.
std::string conversation_json(const Conversation& conversation);
Status read_conversation(const std::string& path, Conversation& conversation);

}  // namespace st::cli
