#include <algorithm>
#include <cmath>
#include <map>

#include "tokenizer/load/load.h"
#include "tokenizer/load/merges_text.h"
#include "tokenizer/load/sentencepiece_parts.h"
#include "tokenizer/model/bpe.h"
#include "tokenizer/model/unigram.h"
#include "tokenizer/model/word_level.h"

namespace st {
namespace {

Result<Vocabulary> vocabulary_of(const std::vector<Piece>& pieces) {
  Vocabulary vocabulary;
  vocabulary.reserve(pieces.size(), pieces.size() * 8);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Status added = vocabulary.add(pieces[i].text, static_cast<TokenId>(i));
    if (!added.ok()) return added.error().in("SentencePiece model");
  }
  return vocabulary;
}

bool may_stand_in_text(PieceType type) {
  return type == PieceType::kNormal || type == PieceType::kUserDefined || type == PieceType::kUnused;
}

std::optional<TokenId> unknown_of(const std::vector<Piece>& pieces) {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].type == PieceType::kUnknown) return static_cast<TokenId>(i);
  }
  return std::nullopt;
}

Result<TokenModelPtr> make_unigram(const SentencePieceModel& model, Vocabulary vocabulary) {
  UnigramOptions options;
  options.unknown = unknown_of(model.pieces);
  options.byte_fallback = model.byte_fallback;
  options.arithmetic = UnigramArithmetic::kFloat;
  options.unused_count_for_unknown = false;
  std::vector<double> scores;
  for (std::size_t i = 0; i < model.pieces.size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    const PieceType type = model.pieces[i].type;
    scores.push_back(model.pieces[i].score);
    if (type == PieceType::kUserDefined) options.user_defined.push_back(id);
    if (!may_stand_in_text(type) || type == PieceType::kUnused) options.unused.push_back(id);
  }
  return Unigram::make(std::move(vocabulary), std::move(scores), std::move(options));
}

// Merges rank by score, the highest first; pieces of one score share a rank, so that the leftmost goes
// first.
std::vector<std::uint32_t> ranks_of(const std::vector<Piece>& pieces) {
  std::vector<float> scores;
  for (const Piece& piece : pieces) scores.push_back(piece.score);
  std::sort(scores.begin(), scores.end(), std::greater<>());
  scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
  std::vector<std::uint32_t> ranks;
  for (const Piece& piece : pieces) {
    const auto at = std::lower_bound(scores.begin(), scores.end(), piece.score, std::greater<>());
    ranks.push_back(piece.type == PieceType::kNormal ? static_cast<std::uint32_t>(at - scores.begin())
                                                     : UINT32_MAX);
  }
  return ranks;
}

Result<TokenModelPtr> make_bpe(const SentencePieceModel& model, Vocabulary vocabulary) {
  for (const Piece& piece : model.pieces) {
    if (!std::isfinite(piece.score))
      return model_error("SentencePiece model: has a score that is not a number");
  }
  const std::vector<std::uint32_t> ranks = ranks_of(model.pieces);
  MergeTable merges = merges_of_splits(vocabulary, true, [&](TokenId id) { return ranks[id]; });
  BpeOptions options;
  options.unknown = unknown_of(model.pieces);
  options.byte_fallback = model.byte_fallback;
  options.fuse_unknown = true;
  return Bpe::make(std::move(vocabulary), std::move(merges), std::move(options));
}

Result<TokenModelPtr> make_model(const SentencePieceModel& model, Vocabulary vocabulary) {
  switch (model.kind) {
    case SentencePieceModel::Kind::kUnigram:
      return make_unigram(model, std::move(vocabulary));
    case SentencePieceModel::Kind::kBpe:
      return make_bpe(model, std::move(vocabulary));
    case SentencePieceModel::Kind::kWord:
      return make_word_level(std::move(vocabulary), unknown_of(model.pieces));
    case SentencePieceModel::Kind::kChar:
      break;
  }
  return make_character_level(std::move(vocabulary), unknown_of(model.pieces));
}

void add_special_tokens(const SentencePieceModel& model, TokenizerParts& parts) {
  for (std::size_t i = 0; i < model.pieces.size(); ++i) {
    const Piece& piece = model.pieces[i];
    AddedToken token;
    token.content = piece.text;
    token.id = static_cast<TokenId>(i);
    if (piece.type == PieceType::kControl || piece.type == PieceType::kUnknown) {
      token.special = true;
      parts.added_tokens.push_back(std::move(token));
    } else if (piece.type == PieceType::kUserDefined) {
      token.normalized = true;
      token.as_normalized = true;
      parts.added_tokens.push_back(std::move(token));
    }
  }
}

DecoderPtr make_decoder(const SentencePieceRules& rules) {
  std::vector<DecoderPtr> steps;
  steps.push_back(make_replace_decoder("\u2581", " "));
  steps.push_back(make_byte_fallback_decoder());
  steps.push_back(make_fuse_decoder());
  if (rules.add_dummy_prefix) {
    steps.push_back(make_strip_decoder(U' ', rules.treat_whitespace_as_suffix ? 0 : 1,
                                       rules.treat_whitespace_as_suffix ? 1 : 0));
  }
  return make_sequence(std::move(steps));
}

}  // namespace

Result<Tokenizer> assemble_sentencepiece(SentencePieceModel model, bool add_bos, bool add_eos,
                                         const TokenizerConfig& settings) {
  TokenizerParts parts;
  ST_ASSIGN_OR_RETURN(Vocabulary vocabulary, vocabulary_of(model.pieces));
  ST_ASSIGN_OR_RETURN(parts.model, make_model(model, std::move(vocabulary)));
  add_special_tokens(model, parts);
  std::vector<TemplatePiece> single;
  std::vector<TemplatePiece> pair;
  for (const int sequence : {0, 1}) {
    const auto type = static_cast<std::uint8_t>(sequence);
    std::vector<TemplatePiece> one;
    const auto put = [&](bool wanted, std::optional<TokenId> id) {
      if (wanted && id && *id < model.pieces.size())
        one.push_back({-1, {{model.pieces[*id].text, *id}}, type});
    };
    put(add_bos, model.bos);
    one.push_back({sequence, {}, type});
    put(add_eos, model.eos);
    if (sequence == 0) single = one;
    pair.insert(pair.end(), one.begin(), one.end());
  }
  parts.post_processor = make_template(std::move(single), std::move(pair));
  parts.decoder = make_decoder(model.rules);
  if (model.kind == SentencePieceModel::Kind::kWord)
    parts.pre_tokenizer = make_metaspace(0x2581, PrependScheme::kNever, true);
  parts.normalizer = make_sentencepiece_normalizer(std::move(model.rules));
  settings.settle(parts);
  return Tokenizer::assemble(std::move(parts));
}

Result<Tokenizer> read_sentencepiece(std::string_view bytes, std::string_view config) {
  ST_ASSIGN_OR_RETURN(SentencePieceModel model, parse_sentencepiece(bytes));
  ST_ASSIGN_OR_RETURN(const TokenizerConfig settings, TokenizerConfig::read(config));
  const bool is_t5 = settings.tokenizer_class.starts_with("T5");
  const bool add_bos = settings.add_bos_token.value_or(model.kind == SentencePieceModel::Kind::kBpe);
  const bool add_eos = settings.add_eos_token.value_or(is_t5);
  return assemble_sentencepiece(std::move(model), add_bos, add_eos, settings);
}

}  // namespace st
