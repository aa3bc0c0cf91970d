#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lm/text_model.h"
#include "remote/api_key.h"

// What servers send back, read with distrust. Errors are kModel and say what was expected; none holds more
// than a few hundred bytes of the server's own text, in one line.
namespace st::remote {

// A chat completion. Where the server counts no tokens the counts are 0.
Result<Completion> read_chat_reply(std::string_view body);

// The text of an error reply, without the key: {"error": {"message"}}, {"error": "..."}, {"message"},
// {"detail"}, else the body's beginning.
std::string server_message(std::string_view body, const ApiKey& key);

// Whether an error says that prompt and answer do not fit the model's window: no other form of the request
// will do.
bool tells_of_window(std::string_view message);

// Whether an error of the server's own (500) is in truth a refusal of how the request was put:
// llama-cpp-python answers so where it does not know a response_format. Trying again won't help, another
// form may.
bool tells_of_form(std::string_view message);

// A model that the server offers: /v1/models.
struct OfferedModel {
  std::string id;
  std::size_t context_tokens = 0;  // 0: the server does not say
};
Result<std::vector<OfferedModel>> read_models(std::string_view body);

// The window out of llama.cpp's /props or text-generation-inference's /info; 0 where neither names it.
std::size_t read_window(std::string_view body);

// How many tokens a tokenize reply tells of: {"count"}, {"tokens": [...]}, a list.
std::optional<std::size_t> read_token_count(std::string_view body);

// The sum of the log-probabilities of what follows the first `prompt_bytes` of the echoed `text`.
Result<double> read_echo(std::string_view body, const std::string& text, std::size_t prompt_bytes);

// `count` unit vectors of one length, in the order of the texts.
Result<std::vector<std::vector<float>>> read_embeddings(std::string_view body, std::size_t count);

}  // namespace st::remote
