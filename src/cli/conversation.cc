#include "cli/conversation.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"

namespace st::cli {

bool Conversation::undo() {
  if (turns_.empty()) return false;
  while (!turns_.empty() && turns_.back().role != "user") turns_.pop_back();
  if (!turns_.empty()) turns_.pop_back();
  return true;
}

Result<Generated> Conversation::answer(const std::function<void(const std::string&)>& on_text,
                                       const Progress& reading, std::string& shown) {
  ST_ASSIGN_OR_RETURN(const ChatFormat* format, engine_->chat_format());
  ST_ASSIGN_OR_RETURN(const Tokenizer* tokenizer, engine_->tokenizer());
  std::vector<ChatMessage> messages = turns_;
  if (!system_.empty()) messages.insert(messages.begin(), {"system", system_});
  GenerationRequest request;
  ST_ASSIGN_OR_RETURN(request.prompt, format->prompt(messages, *tokenizer));
  // The cache is made of whole pages and may hold more than the model can.
  const auto capacity =
      static_cast<std::size_t>(std::min(engine_->cache().capacity_tokens(), engine_->context_tokens()));
  if (request.prompt.size() >= capacity) {
    return input_error("the conversation has " + std::to_string(request.prompt.size()) +
                       " tokens; the window holds " + std::to_string(capacity) +
                       "; /undo takes turns back, /reset begins anew");
  }
  request.max_tokens = std::min(max_tokens_, capacity - request.prompt.size());
  request.sampler = sampler_;
  request.on_text = [&](const std::string& text) {
    shown += text;
    on_text(text);
  };
  return generate(*engine_, std::move(request), reading);
}

Result<Generated> Conversation::ask(const std::string& question,
                                    const std::function<void(const std::string&)>& on_text,
                                    const Progress& reading) {
  turns_.push_back({"user", question});
  std::string shown;
  Result<Generated> answered = answer(on_text, reading, shown);
  const bool cut_off = !answered.ok() && engine_->cancelled();
  if (!answered.ok() && !(cut_off && !shown.empty())) {
    turns_.pop_back();
    return answered;
  }
  turns_.push_back({"assistant", answered.ok() ? answered->text : shown});
  return answered;
}

std::string conversation_json(const Conversation& conversation) {
  nlohmann::ordered_json out = {{"system", conversation.system()}};
  out["messages"] = nlohmann::ordered_json::array();
  for (const ChatMessage& turn : conversation.turns())
    out["messages"].push_back({{"role", turn.role}, {"content", turn.text}});
  return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Status read_conversation(const std::string& path, Conversation& conversation) {
  ST_ASSIGN_OR_RETURN(const std::string text, read_file(path, std::size_t{64} << 20));
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  const auto wrong = [&] {
    return input_error(path + ": expected {\"system\": text, \"messages\": [{\"role\", \"content\"}]}");
  };
  if (!json.is_object() || !json.contains("messages") || !json["messages"].is_array()) return wrong();
  std::vector<ChatMessage> turns;
  for (const auto& message : json["messages"]) {
    if (!message.is_object() || !message.contains("role") || !message["role"].is_string() ||
        !message.contains("content") || !message["content"].is_string())
      return wrong();
    turns.push_back({message["role"].get<std::string>(), message["content"].get<std::string>()});
  }
  if (json.contains("system") && json["system"].is_string())
    conversation.set_system(json["system"].get<std::string>());
  conversation.set_turns(std::move(turns));
  return {};
}

}  // namespace st::cli
