#include "tokenizer/load/config.h"
#include "tokenizer/load/load.h"
#include "tokenizer/load/stages_json.h"

namespace st {
namespace {

Result<AddedToken> read_added_token(JsonElement element, const std::string& where) {
  ST_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::of(element, where));
  AddedToken token;
  ST_ASSIGN_OR_RETURN(token.content, fields.text("content"));
  ST_ASSIGN_OR_RETURN(const std::uint64_t id, fields.number("id", 1u << 24));
  token.id = static_cast<TokenId>(id);
  ST_ASSIGN_OR_RETURN(token.single_word, fields.flag_or("single_word", false));
  ST_ASSIGN_OR_RETURN(token.lstrip, fields.flag_or("lstrip", false));
  ST_ASSIGN_OR_RETURN(token.rstrip, fields.flag_or("rstrip", false));
  ST_ASSIGN_OR_RETURN(token.special, fields.flag_or("special", false));
  ST_ASSIGN_OR_RETURN(token.normalized, fields.flag_or("normalized", !token.special));
  return token;
}

Status read_added_tokens(const JsonFields& fields, TokenizerParts& parts) {
  if (!fields.has("added_tokens")) return {};
  ST_ASSIGN_OR_RETURN(const JsonArray list, fields.list("added_tokens"));
  for (const JsonElement element : list) {
    const std::string where =
        fields.where() + ".added_tokens[" + std::to_string(parts.added_tokens.size()) + "]";
    ST_ASSIGN_OR_RETURN(AddedToken token, read_added_token(element, where));
    parts.added_tokens.push_back(std::move(token));
  }
  return {};
}

Result<Side> read_side(const JsonFields& fields, std::string_view name) {
  ST_ASSIGN_OR_RETURN(const std::string side, fields.text_or(name, "Right"));
  if (side == "Right" || side == "right") return Side::kRight;
  if (side == "Left" || side == "left") return Side::kLeft;
  return fields.wrong(name, "Left or Right");
}

Result<TruncationOptions> read_truncation(const JsonFields& fields) {
  TruncationOptions options;
  ST_ASSIGN_OR_RETURN(const std::uint64_t longest, fields.number("max_length", UINT32_MAX));
  ST_ASSIGN_OR_RETURN(const std::uint64_t stride, fields.number_or("stride", 0, UINT32_MAX));
  ST_ASSIGN_OR_RETURN(const std::string strategy, fields.text_or("strategy", "LongestFirst"));
  ST_ASSIGN_OR_RETURN(options.side, read_side(fields, "direction"));
  options.max_tokens = longest;
  options.stride_tokens = stride;
  if (strategy == "OnlyFirst") {
    options.strategy = TruncationStrategy::kOnlyFirst;
  } else if (strategy == "OnlySecond") {
    options.strategy = TruncationStrategy::kOnlySecond;
  } else if (strategy != "LongestFirst") {
    return fields.wrong("strategy", "LongestFirst, OnlyFirst or OnlySecond");
  }
  return options;
}

// "strategy" is "BatchLongest" or {"Fixed": n}.
Result<PaddingOptions> read_padding(const JsonFields& fields) {
  PaddingOptions options;
  const auto strategy = fields.find("strategy");
  if (strategy && strategy->is_object()) {
    ST_ASSIGN_OR_RETURN(const JsonFields fixed, fields.object("strategy"));
    ST_ASSIGN_OR_RETURN(const std::uint64_t size, fixed.number("Fixed", UINT32_MAX));
    options.fixed_tokens = size;
  }
  ST_ASSIGN_OR_RETURN(options.side, read_side(fields, "direction"));
  ST_ASSIGN_OR_RETURN(options.multiple_of, fields.number_or("pad_to_multiple_of", 1, UINT32_MAX));
  ST_ASSIGN_OR_RETURN(const std::uint64_t id, fields.number_or("pad_id", 0, UINT32_MAX));
  ST_ASSIGN_OR_RETURN(const std::uint64_t type, fields.number_or("pad_type_id", 0, 255));
  ST_ASSIGN_OR_RETURN(options.pad_token, fields.text_or("pad_token", "[PAD]"));
  options.pad_id = static_cast<TokenId>(id);
  options.pad_type_id = static_cast<std::uint8_t>(type);
  return options;
}

Status read_batch_options(const JsonFields& fields, TokenizerParts& parts) {
  if (fields.has("truncation")) {
    ST_ASSIGN_OR_RETURN(const JsonFields truncation, fields.object("truncation"));
    ST_ASSIGN_OR_RETURN(parts.truncation, read_truncation(truncation));
  }
  if (fields.has("padding")) {
    ST_ASSIGN_OR_RETURN(const JsonFields padding, fields.object("padding"));
    ST_ASSIGN_OR_RETURN(parts.padding, read_padding(padding));
  }
  return {};
}

}  // namespace

Result<Tokenizer> read_tokenizer_json(std::string_view json, std::string_view config) {
  ST_ASSIGN_OR_RETURN(const JsonText text, JsonText::parse(json, "tokenizer.json"));
  ST_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::of(text.root(), "tokenizer.json"));
  ST_ASSIGN_OR_RETURN(const TokenizerConfig settings, TokenizerConfig::read(config));
  TokenizerParts parts;
  if (const auto normalizer = fields.find("normalizer")) {
    ST_ASSIGN_OR_RETURN(parts.normalizer, read_normalizer(*normalizer, "normalizer"));
  }
  bool byte_level = false;
  if (const auto pre_tokenizer = fields.find("pre_tokenizer")) {
    byte_level = has_byte_level(*pre_tokenizer);
    ST_ASSIGN_OR_RETURN(parts.pre_tokenizer, read_pre_tokenizer(*pre_tokenizer, "pre_tokenizer"));
  }
  const auto model = fields.find("model");
  if (!model) return fields.wrong("model", "an object");
  ST_ASSIGN_OR_RETURN(parts.model, read_model(*model, byte_level, "model"));
  if (const auto processor = fields.find("post_processor")) {
    ST_ASSIGN_OR_RETURN(parts.post_processor,
                        read_post_processor(*processor, parts.model->vocabulary(), "post_processor"));
  }
  if (const auto decoder = fields.find("decoder")) {
    ST_ASSIGN_OR_RETURN(parts.decoder, read_decoder(*decoder, "decoder"));
  }
  ST_RETURN_IF_ERROR(read_added_tokens(fields, parts));
  ST_RETURN_IF_ERROR(read_batch_options(fields, parts));
  settings.settle(parts);
  return Tokenizer::assemble(std::move(parts));
}

}  // namespace st
