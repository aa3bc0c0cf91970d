#include "remote/chat_request.h"

#include <nlohmann/json.hpp>

namespace st::remote {
namespace {

using Json = nlohmann::ordered_json;

// Bytes that are not UTF-8 can't stand in JSON; a mark takes their place.
std::string text_of(const Json& body) {
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json messages_of(const std::vector<ChatMessage>& messages) {
  Json list = Json::array();
  for (const ChatMessage& message : messages) {
    list.push_back({{"role", message.role}, {"content", message.text}});
  }
  return list;
}

void ask_in_words(Json& body, const std::string& schema) {
  Json& messages = body["messages"];
  const std::string order =
      "\n\nAnswer with one JSON value and nothing else, no code fence. It must be valid under this JSON "
      "Schema:\n" +
      schema;
  if (messages.empty() || messages.back()["role"] != "user") {
    messages.push_back({{"role", "user"}, {"content", order}});
    return;
  }
  messages.back()["content"] = messages.back()["content"].get<std::string>() + order;
}

void add_schema(Json& body, const std::string& schema_text, AnswerForm form) {
  const Json schema = Json::parse(schema_text, nullptr, false);
  switch (form) {
    case AnswerForm::kJsonSchema:
      body["response_format"] = {
          {"type", "json_schema"},
          {"json_schema", {{"name", "answer"}, {"strict", true}, {"schema", schema}}}};
      return;
    case AnswerForm::kJsonObjectSchema:
      body["response_format"] = {{"type", "json_object"}, {"schema", schema}};
      return;
    case AnswerForm::kGuidedJson:
      body["guided_json"] = schema;
      return;
    case AnswerForm::kJsonValue:
      body["response_format"] = {{"type", "json"}, {"value", schema}};
      return;
    case AnswerForm::kJsonObject:
      body["response_format"] = {{"type", "json_object"}};
      return ask_in_words(body, schema_text);
    case AnswerForm::kPromptOnly:
      return ask_in_words(body, schema_text);
  }
}

}  // namespace

const char* name_of(AnswerForm form) {
  switch (form) {
    case AnswerForm::kJsonSchema:
      return "response_format json_schema";
    case AnswerForm::kJsonObjectSchema:
      return "response_format json_object with a schema";
    case AnswerForm::kGuidedJson:
      return "guided_json";
    case AnswerForm::kJsonValue:
      return "response_format json with a value";
    case AnswerForm::kJsonObject:
      return "response_format json_object";
    case AnswerForm::kPromptOnly:
      return "the schema in the prompt";
  }
  return "";
}

std::string chat_request(const std::string& model, const std::vector<ChatMessage>& messages,
                         const AnswerGrammar& grammar, const CompletionLimits& limits, AnswerForm form) {
  Json body = {{"model", model},
               {"messages", messages_of(messages)},
               {"max_tokens", limits.max_tokens},
               {"temperature", limits.temperature},
               {"seed", limits.seed & 0x7fffffff},  // servers keep it in 32 or 64 bits, with a sign
               {"stream", false}};
  if (!limits.stop.empty()) body["stop"] = limits.stop;
  if (!grammar.json_schema.empty()) add_schema(body, grammar.json_schema, form);
  if (!grammar.bnf.empty()) {
    body["grammar"] = grammar.bnf;
    body["guided_grammar"] = grammar.bnf;
  }
  return text_of(body);
}

std::string echo_request(const std::string& model, const std::string& text) {
  return text_of({{"model", model},
                  {"prompt", text},
                  {"max_tokens", 1},
                  {"temperature", 0.0},
                  {"echo", true},
                  {"logprobs", 1}});
}

std::string embedding_request(const std::string& model, const std::vector<std::string>& texts) {
  return text_of({{"model", model}, {"input", texts}, {"encoding_format", "float"}});
}

}  // namespace st::remote
