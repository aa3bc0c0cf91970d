#include "tokenizer/load/config.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace st {
namespace {

using nlohmann::json;

constexpr std::size_t kLargest = std::size_t{64} << 20;

Error wrong(const std::string& name, const std::string& expected) {
  return model_error("tokenizer_config.json: ." + name + ": expected " + expected);
}

Status read_flag(const json& object, const std::string& name, std::optional<bool>& into) {
  const auto field = object.find(name);
  if (field == object.end() || field->is_null()) return {};
  if (!field->is_boolean()) return wrong(name, "true or false");
  into = field->get<bool>();
  return {};
}

Status read_token(const json& entry, const std::string& name, AddedToken& token) {
  if (!entry.is_object() || !entry.contains("content") || !entry["content"].is_string()) {
    return wrong(name, "an object with a string \"content\"");
  }
  token.content = entry["content"].get<std::string>();
  std::optional<bool> flags[5];
  static constexpr const char* kNames[] = {"single_word", "lstrip", "rstrip", "special", "normalized"};
  for (std::size_t i = 0; i < 5; ++i) ST_RETURN_IF_ERROR(read_flag(entry, kNames[i], flags[i]));
  token.single_word = flags[0].value_or(false);
  token.lstrip = flags[1].value_or(false);
  token.rstrip = flags[2].value_or(false);
  token.special = flags[3].value_or(false);
  token.normalized = flags[4].value_or(!token.special);
  return {};
}

// A string, or an added token with its flags.
void read_pad_token(const json& object, std::string& pad_token) {
  const auto field = object.find("pad_token");
  if (field == object.end()) return;
  if (field->is_string()) pad_token = field->get<std::string>();
  if (!field->is_object()) return;
  const auto content = field->find("content");
  if (content != field->end() && content->is_string()) pad_token = content->get<std::string>();
}

Status read_padding_side(const json& object, std::optional<Side>& side) {
  const auto field = object.find("padding_side");
  if (field == object.end() || field->is_null()) return {};
  if (*field != "left" && *field != "right") return wrong("padding_side", "\"left\" or \"right\"");
  side = *field == "left" ? Side::kLeft : Side::kRight;
  return {};
}

std::optional<TokenId> id_of(const std::string& token, const TokenizerParts& parts) {
  for (const AddedToken& added : parts.added_tokens) {
    if (added.content == token) return added.id;
  }
  return parts.model->vocabulary().find(token);
}

// {"151643": {"content": ..., ...}, ...}
Status read_added(const json& object, std::vector<AddedToken>& tokens) {
  const auto all = object.find("added_tokens_decoder");
  if (all == object.end() || all->is_null()) return {};
  if (!all->is_object()) return wrong("added_tokens_decoder", "an object");
  for (const auto& [key, entry] : all->items()) {
    AddedToken token;
    const auto read = std::from_chars(key.data(), key.data() + key.size(), token.id);
    if (read.ec != std::errc() || read.ptr != key.data() + key.size() || token.id > (1u << 24)) {
      return wrong("added_tokens_decoder", "an id as each key");
    }
    ST_RETURN_IF_ERROR(read_token(entry, "added_tokens_decoder." + key, token));
    tokens.push_back(std::move(token));
  }
  return {};
}

}  // namespace

// Not by the fast parser: files in use say "no limit" by whole numbers of thirty digits, which it refuses.
Result<TokenizerConfig> TokenizerConfig::read(std::string_view text) {
  TokenizerConfig config;
  if (text.empty()) return config;
  if (text.size() > kLargest) return model_error("tokenizer_config.json: is larger than 64 MiB");
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return model_error("tokenizer_config.json: expected a JSON object");
  const auto name = object.find("tokenizer_class");
  if (name != object.end() && name->is_string()) config.tokenizer_class = name->get<std::string>();
  ST_RETURN_IF_ERROR(read_flag(object, "do_lower_case", config.do_lower_case));
  ST_RETURN_IF_ERROR(read_flag(object, "strip_accents", config.strip_accents));
  ST_RETURN_IF_ERROR(read_flag(object, "tokenize_chinese_chars", config.tokenize_chinese_chars));
  ST_RETURN_IF_ERROR(read_flag(object, "add_bos_token", config.add_bos_token));
  ST_RETURN_IF_ERROR(read_flag(object, "add_eos_token", config.add_eos_token));
  ST_RETURN_IF_ERROR(read_flag(object, "add_prefix_space", config.add_prefix_space));
  ST_RETURN_IF_ERROR(read_flag(object, "clean_up_tokenization_spaces", config.clean_up_decoded));
  read_pad_token(object, config.pad_token);
  ST_RETURN_IF_ERROR(read_padding_side(object, config.padding_side));
  ST_RETURN_IF_ERROR(read_added(object, config.added_tokens));
  return config;
}

void TokenizerConfig::settle(TokenizerParts& parts) const {
  parts.clean_up_decoded = clean_up_decoded.value_or(false);
  const auto pad_id = pad_token.empty() ? std::nullopt : id_of(pad_token, parts);
  if (pad_id && !parts.padding) {
    parts.padding = PaddingOptions{};
    parts.padding->pad_id = *pad_id;
    parts.padding->pad_token = pad_token;
  }
  if (padding_side && parts.padding) parts.padding->side = *padding_side;
}

}  // namespace st
