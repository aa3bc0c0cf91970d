#include "tokenizer/load/config.h"

#include <charconv>

#include "tokenizer/load/json_reader.h"

namespace st {
namespace {

Status read_flag(const JsonFields& fields, std::string_view name, std::optional<bool>& into) {
  if (!fields.has(name)) return {};
  ST_ASSIGN_OR_RETURN(into, fields.flag_or(name, false));
  return {};
}

// {"151643": {"content": ..., ...}, ...}
Status read_added(const JsonFields& fields, std::vector<AddedToken>& tokens) {
  ST_ASSIGN_OR_RETURN(const JsonFields all, fields.object("added_tokens_decoder"));
  for (const auto field : all.raw()) {
    AddedToken token;
    const std::string_view key = field.key;
    const auto read = std::from_chars(key.data(), key.data() + key.size(), token.id);
    if (read.ec != std::errc() || read.ptr != key.data() + key.size() || token.id > (1u << 24)) {
      return all.wrong(key, "an id as the key");
    }
    ST_ASSIGN_OR_RETURN(const JsonFields entry, JsonFields::of(field.value, all.where() + "." + std::string(key)));
    ST_ASSIGN_OR_RETURN(token.content, entry.text("content"));
    ST_ASSIGN_OR_RETURN(token.single_word, entry.flag_or("single_word", false));
    ST_ASSIGN_OR_RETURN(token.lstrip, entry.flag_or("lstrip", false));
    ST_ASSIGN_OR_RETURN(token.rstrip, entry.flag_or("rstrip", false));
    ST_ASSIGN_OR_RETURN(token.special, entry.flag_or("special", false));
    ST_ASSIGN_OR_RETURN(token.normalized, entry.flag_or("normalized", !token.special));
    tokens.push_back(std::move(token));
  }
  return {};
}

}  // namespace

Result<TokenizerConfig> TokenizerConfig::read(std::string_view json) {
  TokenizerConfig config;
  if (json.empty()) return config;
  ST_ASSIGN_OR_RETURN(const JsonText text, JsonText::parse(json, "tokenizer_config.json"));
  ST_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::of(text.root(), "tokenizer_config.json"));
  ST_ASSIGN_OR_RETURN(config.tokenizer_class, fields.text_or("tokenizer_class", ""));
  ST_RETURN_IF_ERROR(read_flag(fields, "do_lower_case", config.do_lower_case));
  ST_RETURN_IF_ERROR(read_flag(fields, "strip_accents", config.strip_accents));
  ST_RETURN_IF_ERROR(read_flag(fields, "tokenize_chinese_chars", config.tokenize_chinese_chars));
  ST_RETURN_IF_ERROR(read_flag(fields, "add_bos_token", config.add_bos_token));
  ST_RETURN_IF_ERROR(read_flag(fields, "add_eos_token", config.add_eos_token));
  ST_RETURN_IF_ERROR(read_flag(fields, "add_prefix_space", config.add_prefix_space));
  ST_RETURN_IF_ERROR(read_flag(fields, "clean_up_tokenization_spaces", config.clean_up_decoded));
  if (fields.has("added_tokens_decoder")) ST_RETURN_IF_ERROR(read_added(fields, config.added_tokens));
  return config;
}

}  // namespace st
