#include "remote/replies.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "base/unicode.h"
#include "remote/bounded_json.h"

namespace st::remote {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostMessageBytes = 300;
constexpr std::size_t kMostModels = 1000;
constexpr std::size_t kMostTokens = std::size_t{1} << 32;

const Json* member(const Json* value, const char* name) {
  if (value == nullptr || !value->is_object()) return nullptr;
  const auto found = value->find(name);
  return found == value->end() ? nullptr : &*found;
}

const Json* first(const Json* list) {
  return list != nullptr && list->is_array() && !list->empty() ? &list->front() : nullptr;
}

std::string string_in(const Json* value) {
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::size_t count_in(const Json* value) {
  if (value == nullptr || !value->is_number_unsigned()) return 0;
  return std::min(value->get<std::size_t>(), kMostTokens);
}

std::string one_line(std::string text) {
  text.resize(std::min(text.size(), kMostMessageBytes));
  while (!text.empty() && is_continuation(text.back())) text.pop_back();
  if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0) text.pop_back();
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

Completion::Finish finish_of(const std::string& reason) {
  return reason == "length" || reason == "max_tokens" ? Completion::Finish::kLength
                                                      : Completion::Finish::kStop;
}

bool says_one_of(std::string_view message, std::initializer_list<const char*> cues) {
  std::string text(message);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::any_of(cues.begin(), cues.end(),
                     [&](const char* cue) { return text.find(cue) != std::string::npos; });
}

Error no_logprobs() {
  return model_error("the server gives no log-probabilities of a given text (echo with logprobs)");
}

}  // namespace

Result<Completion> read_chat_reply(std::string_view body) {
  const auto reply = parse_bounded_json(body);
  if (!reply) return model_error("the answer is no JSON; expected a chat completion");
  const Json* choice = first(member(&*reply, "choices"));
  const Json* content = member(member(choice, "message"), "content");
  if (choice == nullptr) return model_error("the answer has no choices; expected a chat completion");
  Completion completion;
  completion.text = string_in(content);
  completion.finish = finish_of(string_in(member(choice, "finish_reason")));
  // A model that thinks first may reach its limit before it says anything.
  const bool said_nothing = content == nullptr || !content->is_string();
  if (said_nothing && completion.finish != Completion::Finish::kLength) {
    return model_error("the answer's message has no content; expected a text");
  }
  const Json* usage = member(&*reply, "usage");
  completion.prompt_tokens = count_in(member(usage, "prompt_tokens"));
  completion.answer_tokens = count_in(member(usage, "completion_tokens"));
  completion.cached_tokens = count_in(member(member(usage, "prompt_tokens_details"), "cached_tokens"));
  return completion;
}

std::string server_message(std::string_view body, const ApiKey& key) {
  const auto reply = parse_bounded_json(body);
  std::string message(body);
  if (reply && reply->is_object()) {
    const Json* error = member(&*reply, "error");
    for (const Json* place :
         {member(&*reply, "detail"), member(&*reply, "message"), error, member(error, "message")}) {
      if (const std::string text = string_in(place); !text.empty()) message = text;
    }
  }
  // Before it is cut: half a key is a leak, too.
  return one_line(key.redact(std::move(message)));
}

bool tells_of_window(std::string_view message) {
  return says_one_of(
      message, {"context length", "context_length", "context size", "context window", "exceed_context",
                "maximum context", "max_total_tokens", "must have less than", "max_model_len"});
}

bool tells_of_form(std::string_view message) {
  return says_one_of(message,
                     {"validation error", "response_format", "json_schema", "guided_json", "guided_grammar",
                      "not supported", "unsupported", "unknown field", "unrecognized"});
}

Result<std::vector<OfferedModel>> read_models(std::string_view body) {
  const auto reply = parse_bounded_json(body);
  const Json* list = reply ? member(&*reply, "data") : nullptr;
  if (list == nullptr || !list->is_array())
    return model_error("/models: no list of models; expected {\"data\": [...]}");
  std::vector<OfferedModel> models;
  for (const Json& item : *list) {
    if (models.size() == kMostModels) break;
    const std::string id = string_in(member(&item, "id"));
    if (id.empty()) continue;
    const Json* meta = member(&item, "meta");
    std::size_t context = count_in(member(&item, "max_model_len"));
    if (context == 0) context = count_in(member(meta, "n_ctx"));
    if (context == 0) context = count_in(member(&item, "context_length"));
    models.push_back({id, context});
  }
  return models;
}

std::size_t read_window(std::string_view body) {
  const auto reply = parse_bounded_json(body);
  if (!reply) return 0;
  const std::size_t context = count_in(member(member(&*reply, "default_generation_settings"), "n_ctx"));
  return context != 0 ? context : count_in(member(&*reply, "max_total_tokens"));
}

std::optional<std::size_t> read_token_count(std::string_view body) {
  const auto reply = parse_bounded_json(body);
  if (!reply) return std::nullopt;
  if (reply->is_array()) return reply->size();
  if (const Json* count = member(&*reply, "count"); count != nullptr && count->is_number_unsigned()) {
    return count_in(count);
  }
  const Json* tokens = member(&*reply, "tokens");
  if (tokens != nullptr && tokens->is_array()) return tokens->size();
  return std::nullopt;
}

Result<double> read_echo(std::string_view body, const std::string& text, std::size_t prompt_bytes) {
  const auto reply = parse_bounded_json(body);
  const Json* logprobs = reply ? member(first(member(&*reply, "choices")), "logprobs") : nullptr;
  const Json* values = member(logprobs, "token_logprobs");
  const Json* offsets = member(logprobs, "text_offset");
  if (values == nullptr || offsets == nullptr || !values->is_array() || !offsets->is_array())
    return no_logprobs();
  if (values->size() != offsets->size()) return no_logprobs();
  // Offsets count characters. A token belongs to what it ends in, so one that begins in the prompt and runs
  // over its end is the continuation's.
  const std::size_t begin = count_characters(std::string_view(text).substr(0, prompt_bytes));
  const std::size_t end = count_characters(text);
  double sum = 0.0;
  bool found = false;
  for (std::size_t i = 0; i < values->size(); ++i) {
    const Json& offset = (*offsets)[i];
    if (!offset.is_number_unsigned()) return no_logprobs();
    const bool last = i + 1 == values->size();
    const std::size_t stop = last ? offset.get<std::size_t>() + 1 : count_in(&(*offsets)[i + 1]);
    if (stop <= begin || offset.get<std::size_t>() >= end) continue;
    if (!(*values)[i].is_number()) return no_logprobs();
    sum += (*values)[i].get<double>();
    found = true;
  }
  if (!found || !std::isfinite(sum)) return no_logprobs();
  return sum;
}

Result<std::vector<std::vector<float>>> read_embeddings(std::string_view body, std::size_t count) {
  const auto reply = parse_bounded_json(body);
  const Json* list = reply ? member(&*reply, "data") : nullptr;
  const Error wrong = model_error("the server's embeddings are not one vector of numbers a text");
  if (list == nullptr || !list->is_array() || list->size() != count) return wrong;
  std::vector<std::vector<float>> vectors(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Json& item = (*list)[i];
    const Json* place = member(&item, "index");
    const std::size_t index =
        place != nullptr && place->is_number_unsigned() ? place->get<std::size_t>() : i;
    const Json* numbers = member(&item, "embedding");
    if (index >= count || !vectors[index].empty() || numbers == nullptr || !numbers->is_array())
      return wrong;
    double square = 0.0;
    for (const Json& number : *numbers) {
      if (!number.is_number()) return wrong;
      vectors[index].push_back(number.get<float>());
      square += number.get<double>() * number.get<double>();
    }
    if (!(square > 0.0) || !std::isfinite(square)) return wrong;
    const auto scale = static_cast<float>(1.0 / std::sqrt(square));
    for (float& number : vectors[index]) number *= scale;
  }
  for (const std::vector<float>& vector : vectors) {
    if (vector.size() != vectors.front().size()) return wrong;
  }
  return vectors;
}

}  // namespace st::remote
