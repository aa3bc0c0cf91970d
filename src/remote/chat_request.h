#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/result.h"
#include "lm/text_model.h"

namespace st::remote {

// How a server is told what form the answer must have. Servers differ and refuse each other's way; they are
// asked in this order and the first that works is kept.
enum class AnswerForm {
  kJsonSchema,  // response_format json_schema: OpenAI, vLLM, llama.cpp's server, text-generation-inference
                // 3
  kJsonObjectSchema,  // response_format json_object with the schema beside it: llama.cpp's server,
                      // llama-cpp-python
  kGuidedJson,        // guided_json: vLLM
  kJsonValue,         // response_format json with `value`: text-generation-inference 2
  kJsonObject,        // response_format json_object, the schema in the prompt
  kPromptOnly,        // the schema in the prompt and nothing more
};
inline constexpr std::array kAnswerForms = {AnswerForm::kJsonSchema, AnswerForm::kJsonObjectSchema,
                                            AnswerForm::kGuidedJson, AnswerForm::kJsonValue,
                                            AnswerForm::kJsonObject, AnswerForm::kPromptOnly};

const char* name_of(AnswerForm form);

// The body for /v1/chat/completions. A BNF grammar goes under both names that servers know, `grammar`
// (llama.cpp's server) and `guided_grammar` (vLLM); `form` is for a schema only.
std::string chat_request(const std::string& model, const std::vector<ChatMessage>& messages,
                         const AnswerGrammar& grammar, const CompletionLimits& limits, AnswerForm form);

// /v1/completions that gives the text back with each token's log-probability.
std::string echo_request(const std::string& model, const std::string& text);

// /v1/embeddings.
std::string embedding_request(const std::string& model, const std::vector<std::string>& texts);

}  // namespace st::remote
