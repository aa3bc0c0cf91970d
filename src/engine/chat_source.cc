#include "engine/chat_source.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/file.h"

namespace st {
namespace {

using Json = nlohmann::json;

constexpr std::array<const char*, 5> kSpecialNames = {"bos_token", "eos_token", "unk_token", "pad_token",
                                                      "sep_token"};

void add_token(const char* name, const Json& value, jinja::Dict& out) {
  if (value.is_string()) out.emplace_back(jinja::Value(name), jinja::Value(value.get<std::string>()));
  // An added token with its flags.
  if (value.is_object() && value.contains("content") && value["content"].is_string())
    out.emplace_back(jinja::Value(name), jinja::Value(value["content"].get<std::string>()));
}

Result<Json> read_json(const ModelFolder& folder, ModelFile file) {
  if (!folder.has(file)) return Json();
  ST_ASSIGN_OR_RETURN(const std::string text, folder.read(file));
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return model_error(folder.path_of(file) + ": is not JSON");
  return json;
}

Status add_special_tokens(const ModelFolder& folder, jinja::Dict& out) {
  for (const ModelFile file : {ModelFile::kSpecialTokens, ModelFile::kTokenizerConfig}) {
    ST_ASSIGN_OR_RETURN(const Json json, read_json(folder, file));
    if (!json.is_object()) continue;
    for (const char* name : kSpecialNames) {
      if (json.contains(name)) add_token(name, json[name], out);
    }
  }
  return {};
}

// One template, or a list of {"name", "template"}: "default", else the first.
std::optional<std::string> template_in(const Json& json) {
  if (!json.is_object() || !json.contains("chat_template")) return std::nullopt;
  const Json& found = json["chat_template"];
  if (found.is_string()) return found.get<std::string>();
  std::optional<std::string> first;
  if (!found.is_array()) return first;
  for (const Json& one : found) {
    if (!one.is_object() || !one.value("template", Json()).is_string()) continue;
    if (one.value("name", Json()) == "default") return one["template"].get<std::string>();
    if (!first) first = one["template"].get<std::string>();
  }
  return first;
}

Result<std::optional<ChatSource>> from_folder(const ModelFolder& folder) {
  if (folder.has(ModelFile::kChatTemplate)) {
    ST_ASSIGN_OR_RETURN(std::string text, folder.read(ModelFile::kChatTemplate));
    return std::optional(ChatSource{std::move(text), folder.path_of(ModelFile::kChatTemplate), {}});
  }
  for (const ModelFile file : {ModelFile::kChatTemplateJson, ModelFile::kTokenizerConfig}) {
    ST_ASSIGN_OR_RETURN(const Json json, read_json(folder, file));
    if (auto text = template_in(json))
      return std::optional(ChatSource{std::move(*text), folder.path_of(file) + ": chat_template", {}});
  }
  return std::optional<ChatSource>();
}

Result<std::optional<ChatSource>> from_gguf(const GgufFile& gguf) {
  const GgufMetadata& metadata = gguf.metadata();
  for (const char* key : {"tokenizer.chat_template", "tokenizer.chat_template.default"}) {
    if (!metadata.contains(key)) continue;
    ST_ASSIGN_OR_RETURN(const auto text, metadata.text(key));
    return std::optional(ChatSource{std::string(text), key, {}});
  }
  return std::optional<ChatSource>();
}

Status add_gguf_tokens(const GgufFile& gguf, const Tokenizer& tokenizer, jinja::Dict& out) {
  const std::array<std::pair<const char*, const char*>, 4> keys = {{
      {"bos_token", "tokenizer.ggml.bos_token_id"},
      {"eos_token", "tokenizer.ggml.eos_token_id"},
      {"unk_token", "tokenizer.ggml.unknown_token_id"},
      {"pad_token", "tokenizer.ggml.padding_token_id"},
  }};
  for (const auto& [name, key] : keys) {
    ST_ASSIGN_OR_RETURN(const std::int64_t id, gguf.metadata().integer_or(key, -1));
    if (id < 0 || static_cast<std::size_t>(id) >= tokenizer.id_limit()) continue;
    out.emplace_back(jinja::Value(name),
                     jinja::Value(std::string(tokenizer.token_of(static_cast<TokenId>(id)))));
  }
  return {};
}

}  // namespace

Result<ChatSource> find_chat_source(const WeightStore& store, const Tokenizer& tokenizer,
                                    const std::string& file) {
  std::optional<ChatSource> source;
  if (!file.empty()) {
    ST_ASSIGN_OR_RETURN(std::string text, read_file(file, std::size_t{4} << 20));
    source = ChatSource{std::move(text), file, {}};
  } else if (store.gguf() != nullptr) {
    ST_ASSIGN_OR_RETURN(source, from_gguf(*store.gguf()));
  } else {
    ST_ASSIGN_OR_RETURN(source, from_folder(*store.folder()));
  }
  if (!source) {
    return model_error(
        "the checkpoint has no chat template, so it was not taught to read a conversation; use an instruct "
        "model, "
        "name a template with --chat-template FILE, or continue plain text with `storytransformer "
        "generate`");
  }
  if (store.gguf() != nullptr) {
    ST_RETURN_IF_ERROR(add_gguf_tokens(*store.gguf(), tokenizer, source->special_tokens));
  } else {
    ST_RETURN_IF_ERROR(add_special_tokens(*store.folder(), source->special_tokens));
  }
  return *source;
}

}  // namespace st
