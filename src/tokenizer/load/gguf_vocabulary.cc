#include <algorithm>

#include "tokenizer/load/load.h"
#include "tokenizer/load/merges_text.h"
#include "tokenizer/load/patterns.h"
#include "tokenizer/load/sentencepiece_parts.h"
#include "tokenizer/model/bpe.h"
#include "tokenizer/model/wordpiece.h"

namespace st {
namespace {

constexpr std::string_view kSpaceSymbol = "\u2581";

PieceType type_of(const GgufVocabulary& gguf, std::size_t id) {
  const std::int32_t type = id < gguf.token_types.size() ? gguf.token_types[id] : 1;
  return type >= 1 && type <= 6 ? static_cast<PieceType>(type) : PieceType::kNormal;
}

Result<Vocabulary> vocabulary_of(const std::vector<std::string>& tokens) {
  Vocabulary vocabulary;
  vocabulary.reserve(tokens.size(), tokens.size() * 8);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Status added = vocabulary.add(tokens[i], static_cast<TokenId>(i));
    if (!added.ok()) return added.error().in("tokenizer.ggml.tokens");
  }
  return vocabulary;
}

void add_special_tokens(const GgufVocabulary& gguf, TokenizerParts& parts) {
  for (std::size_t i = 0; i < gguf.tokens.size(); ++i) {
    const PieceType type = type_of(gguf, i);
    if (type != PieceType::kControl && type != PieceType::kUserDefined && type != PieceType::kUnknown)
      continue;
    AddedToken token;
    token.content = gguf.tokens[i];
    token.id = static_cast<TokenId>(i);
    token.special = type != PieceType::kUserDefined;
    parts.added_tokens.push_back(std::move(token));
  }
}

std::optional<SpecialToken> special_of(const GgufVocabulary& gguf, std::optional<TokenId> id) {
  if (!id || *id >= gguf.tokens.size()) return std::nullopt;
  return SpecialToken{gguf.tokens[*id], *id};
}

TokenizerConfig settings_of(const GgufVocabulary& gguf) {
  TokenizerConfig settings;
  if (gguf.padding && *gguf.padding < gguf.tokens.size()) settings.pad_token = gguf.tokens[*gguf.padding];
  return settings;
}

// bos TEXT eos, each where the file asks for it.
PostProcessorPtr make_frame(const GgufVocabulary& gguf, bool add_bos, bool add_eos) {
  std::vector<TemplatePiece> single;
  std::vector<TemplatePiece> pair;
  const auto bos = add_bos ? special_of(gguf, gguf.bos) : std::nullopt;
  const auto eos = add_eos ? special_of(gguf, gguf.eos) : std::nullopt;
  for (const int sequence : {0, 1}) {
    const auto type = static_cast<std::uint8_t>(sequence);
    if (bos) pair.push_back({-1, {*bos}, type});
    pair.push_back({sequence, {}, type});
    if (eos) pair.push_back({-1, {*eos}, type});
    if (sequence == 0) single = pair;
  }
  return make_template(std::move(single), std::move(pair));
}

Result<Tokenizer> read_spm(GgufVocabulary gguf, SentencePieceModel::Kind kind) {
  if (gguf.scores.size() != gguf.tokens.size()) {
    return model_error("tokenizer.ggml.scores: holds " + std::to_string(gguf.scores.size()) +
                       " scores for " + std::to_string(gguf.tokens.size()) + " tokens");
  }
  SentencePieceModel model;
  model.kind = kind;
  bool any_byte = false;
  for (std::size_t i = 0; i < gguf.tokens.size(); ++i) {
    model.pieces.push_back({gguf.tokens[i], gguf.scores[i], type_of(gguf, i)});
    any_byte = any_byte || model.pieces.back().type == PieceType::kByte;
  }
  model.byte_fallback = any_byte;
  const bool unigram = kind == SentencePieceModel::Kind::kUnigram;
  model.rules.add_dummy_prefix = gguf.add_space_prefix.value_or(true);
  model.rules.remove_extra_whitespaces = gguf.remove_extra_whitespaces.value_or(unigram);
  ST_ASSIGN_OR_RETURN(model.rules.chars_map, CharsMap::parse(gguf.chars_map));
  model.bos = gguf.bos;
  model.eos = gguf.eos;
  return assemble_sentencepiece(std::move(model), gguf.add_bos.value_or(!unigram),
                                gguf.add_eos.value_or(unigram), settings_of(gguf));
}

Result<Tokenizer> read_gpt2(GgufVocabulary gguf) {
  TokenizerParts parts;
  ST_ASSIGN_OR_RETURN(parts.pre_tokenizer, gguf_pre_tokenizer(gguf.pre));
  if (gguf.pre == "qwen2") parts.normalizer = make_unicode_form(UnicodeForm::kNfc);
  ST_ASSIGN_OR_RETURN(Vocabulary vocabulary, vocabulary_of(gguf.tokens));
  MergeReader reader(vocabulary, "");
  reader.reserve(gguf.merges.size());
  for (const std::string& merge : gguf.merges) {
    const Status added = reader.add_line(merge);
    if (!added.ok()) return added.error().in("tokenizer.ggml");
  }
  add_special_tokens(gguf, parts);
  const bool add_bos = gguf.add_bos.value_or(gguf.pre == "llama-bpe" || gguf.pre == "llama3");
  parts.post_processor = make_frame(gguf, add_bos, gguf.add_eos.value_or(false));
  parts.decoder = make_byte_level_decoder();
  BpeOptions options;
  options.byte_level = true;
  options.ignore_merges = gguf.pre == "llama-bpe" || gguf.pre == "llama3";
  ST_ASSIGN_OR_RETURN(parts.model, Bpe::make(std::move(vocabulary), reader.take(), std::move(options)));
  settings_of(gguf).settle(parts);
  return Tokenizer::assemble(std::move(parts));
}

// The file writes U+2581 before pieces that begin a word and nothing before those that go on.
std::vector<std::string> wordpiece_tokens(const GgufVocabulary& gguf) {
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < gguf.tokens.size(); ++i) {
    const std::string& token = gguf.tokens[i];
    if (type_of(gguf, i) != PieceType::kNormal) {
      tokens.push_back(token);
    } else if (token.starts_with(kSpaceSymbol)) {
      tokens.push_back(token.substr(kSpaceSymbol.size()));
    } else {
      tokens.push_back("##" + token);
    }
  }
  return tokens;
}

Result<Tokenizer> read_bert(GgufVocabulary gguf) {
  gguf.tokens = wordpiece_tokens(gguf);
  ST_ASSIGN_OR_RETURN(Vocabulary vocabulary, vocabulary_of(gguf.tokens));
  TokenizerParts parts;
  // Vocabularies in upper and lower case exist; the format does not say, so the tokens do.
  bool upper = false;
  for (std::size_t i = 0; i < gguf.tokens.size(); ++i) {
    const std::string& token = gguf.tokens[i];
    if (type_of(gguf, i) != PieceType::kNormal || token.starts_with('[')) continue;
    upper = upper || std::any_of(token.begin(), token.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  }
  BertNormalizerOptions normalizer;
  normalizer.lowercase = !upper;
  normalizer.strip_accents = !upper;
  parts.normalizer = make_bert_normalizer(normalizer);
  parts.pre_tokenizer = make_bert_split();
  add_special_tokens(gguf, parts);
  const auto cls = special_of(gguf, gguf.cls ? gguf.cls : gguf.bos);
  const auto sep = special_of(gguf, gguf.separator ? gguf.separator : gguf.eos);
  if (cls && sep) parts.post_processor = make_bert_processor(*cls, *sep);
  WordPieceOptions options;
  if (const auto unknown = special_of(gguf, gguf.unknown)) options.unknown = unknown->content;
  parts.decoder = make_wordpiece_decoder("##", true);
  ST_ASSIGN_OR_RETURN(parts.model, WordPiece::make(std::move(vocabulary), std::move(options)));
  settings_of(gguf).settle(parts);
  return Tokenizer::assemble(std::move(parts));
}

}  // namespace

Result<Tokenizer> read_gguf_vocabulary(GgufVocabulary gguf) {
  if (gguf.tokens.empty()) return model_error("tokenizer.ggml.tokens: is not there");
  if (gguf.model == "llama") return read_spm(std::move(gguf), SentencePieceModel::Kind::kBpe);
  if (gguf.model == "t5") return read_spm(std::move(gguf), SentencePieceModel::Kind::kUnigram);
  if (gguf.model == "gpt2") return read_gpt2(std::move(gguf));
  if (gguf.model == "bert") return read_bert(std::move(gguf));
  return model_error("tokenizer.ggml.model: '" + gguf.model +
                     "' is not known; expected llama, gpt2, bert or t5");
}

}  // namespace st
