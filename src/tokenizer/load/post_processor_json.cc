#include "tokenizer/load/stages_json.h"

namespace st {
namespace {

// ["[CLS]", 101]
Result<SpecialToken> read_token_and_id(const JsonFields& fields, std::string_view name) {
  ST_ASSIGN_OR_RETURN(const JsonArray pair, fields.list(name));
  SpecialToken token;
  std::string_view content;
  std::uint64_t id = 0;
  if (pair.size() != 2 || pair.at(0).get(content) != simdjson::SUCCESS ||
      pair.at(1).get(id) != simdjson::SUCCESS || id > UINT32_MAX) {
    return fields.wrong(name, "a token and its id");
  }
  return SpecialToken{std::string(content), static_cast<TokenId>(id)};
}

// The ids and contents behind a special token's name.
Result<std::vector<SpecialToken>> read_special_ids(const JsonFields& all, const std::string& name) {
  ST_ASSIGN_OR_RETURN(const JsonFields special, all.object(name));
  ST_ASSIGN_OR_RETURN(const JsonArray ids, special.list("ids"));
  ST_ASSIGN_OR_RETURN(const JsonArray tokens, special.list("tokens"));
  constexpr std::size_t kMostIds = 1024;
  if (ids.size() != tokens.size() || ids.size() > kMostIds) {
    return special.wrong("tokens", "as many tokens as ids, and 1,024 at most");
  }
  std::vector<SpecialToken> found;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    std::uint64_t id = 0;
    std::string_view content;
    if (ids.at(i).get(id) != simdjson::SUCCESS || id > UINT32_MAX ||
        tokens.at(i).get(content) != simdjson::SUCCESS) {
      return special.wrong("ids", "whole numbers, and strings for tokens");
    }
    found.push_back({std::string(content), static_cast<TokenId>(id)});
  }
  return found;
}

Result<TemplatePiece> read_piece(JsonElement element, const JsonFields& fields) {
  ST_ASSIGN_OR_RETURN(const JsonFields outer, JsonFields::of(element, fields.where() + ".piece"));
  TemplatePiece piece;
  const bool special = outer.has("SpecialToken");
  ST_ASSIGN_OR_RETURN(const JsonFields inner, outer.object(special ? "SpecialToken" : "Sequence"));
  ST_ASSIGN_OR_RETURN(const std::string id, inner.text("id"));
  ST_ASSIGN_OR_RETURN(const std::uint64_t type_id, inner.number_or("type_id", 0, 255));
  piece.type_id = static_cast<std::uint8_t>(type_id);
  if (!special) {
    if (id != "A" && id != "B") return inner.wrong("id", "A or B");
    piece.sequence = id == "A" ? 0 : 1;
    return piece;
  }
  ST_ASSIGN_OR_RETURN(const JsonFields all, fields.object("special_tokens"));
  ST_ASSIGN_OR_RETURN(piece.special, read_special_ids(all, id));
  return piece;
}

Result<std::vector<TemplatePiece>> read_pieces(const JsonFields& fields, std::string_view name) {
  ST_ASSIGN_OR_RETURN(const JsonArray list, fields.list(name));
  std::vector<TemplatePiece> pieces;
  for (const JsonElement element : list) {
    ST_ASSIGN_OR_RETURN(TemplatePiece piece, read_piece(element, fields));
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

Result<PostProcessorPtr> read_template(const JsonFields& fields) {
  ST_ASSIGN_OR_RETURN(auto single, read_pieces(fields, "single"));
  ST_ASSIGN_OR_RETURN(auto pair, read_pieces(fields, "pair"));
  return make_template(std::move(single), std::move(pair));
}

Result<PostProcessorPtr> read_sequence(const JsonFields& fields, const Vocabulary& vocabulary) {
  ST_ASSIGN_OR_RETURN(const JsonArray list, fields.list("processors"));
  std::vector<PostProcessorPtr> parts;
  for (const JsonElement element : list) {
    const std::string where = fields.where() + ".processors[" + std::to_string(parts.size()) + "]";
    ST_ASSIGN_OR_RETURN(PostProcessorPtr part, read_post_processor(element, vocabulary, where));
    parts.push_back(std::move(part));
  }
  return make_sequence(std::move(parts));
}

}  // namespace

Result<PostProcessorPtr> read_post_processor(JsonElement element, const Vocabulary& vocabulary,
                                             const std::string& where) {
  ST_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::of(element, where));
  ST_ASSIGN_OR_RETURN(const std::string type, fields.text("type"));
  if (type == "Sequence") return read_sequence(fields, vocabulary);
  if (type == "TemplateProcessing") return read_template(fields);
  if (type == "BertProcessing") {
    ST_ASSIGN_OR_RETURN(SpecialToken sep, read_token_and_id(fields, "sep"));
    ST_ASSIGN_OR_RETURN(SpecialToken cls, read_token_and_id(fields, "cls"));
    return make_bert_processor(std::move(cls), std::move(sep));
  }
  if (type == "RobertaProcessing") {
    ST_ASSIGN_OR_RETURN(SpecialToken sep, read_token_and_id(fields, "sep"));
    ST_ASSIGN_OR_RETURN(SpecialToken cls, read_token_and_id(fields, "cls"));
    ST_ASSIGN_OR_RETURN(const bool trim, fields.flag_or("trim_offsets", true));
    ST_ASSIGN_OR_RETURN(const bool prefix, fields.flag_or("add_prefix_space", true));
    return make_roberta_processor(std::move(cls), std::move(sep), trim, prefix, vocabulary);
  }
  if (type == "ByteLevel") {
    ST_ASSIGN_OR_RETURN(const bool trim, fields.flag_or("trim_offsets", true));
    ST_ASSIGN_OR_RETURN(const bool prefix, fields.flag_or("add_prefix_space", true));
    return make_byte_level_processor(trim, prefix, vocabulary);
  }
  return fields.wrong("type", "a post-processor that is known; '" + type + "' is not");
}

}  // namespace st
