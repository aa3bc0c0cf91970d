#include "tokenizer/load/protobuf.h"
#include "tokenizer/load/sentencepiece_parts.h"

namespace st {
namespace {

constexpr std::size_t kMostPieces = 1u << 22;

using Visit = Status (*)(const ProtoField&, SentencePieceModel&);

Status for_each_field(std::string_view message, Visit visit, SentencePieceModel& model) {
  ProtoReader reader(message);
  for (;;) {
    ST_ASSIGN_OR_RETURN(const std::optional<ProtoField> field, reader.next());
    if (!field) return {};
    ST_RETURN_IF_ERROR(visit(*field, model));
  }
}

Status read_piece_field(const ProtoField& field, SentencePieceModel& model) {
  Piece& piece = model.pieces.back();
  if (field.number == 1) piece.text = field.bytes;
  if (field.number == 2) piece.score = field.as_float();
  if (field.number == 3) {
    if (field.value < 1 || field.value > 6)
      return model_error("has a piece of unknown type " + std::to_string(field.value));
    piece.type = static_cast<PieceType>(field.value);
  }
  return {};
}

std::optional<TokenId> optional_id(std::uint64_t value) {
  // -1, as ten bytes of varint, says that there is no such token.
  if (value > UINT32_MAX) return std::nullopt;
  return static_cast<TokenId>(value);
}

Status read_trainer_field(const ProtoField& field, SentencePieceModel& model) {
  switch (field.number) {
    case 3:
      if (field.value < 1 || field.value > 4) {
        return model_error("has the unknown model type " + std::to_string(field.value) +
                           "; expected 1 to 4 (Unigram, BPE, word, character)");
      }
      model.kind = static_cast<SentencePieceModel::Kind>(field.value);
      return {};
    case 24:
      model.rules.treat_whitespace_as_suffix = field.as_flag();
      return {};
    case 35:
      model.byte_fallback = field.as_flag();
      return {};
    case 41:
      model.bos = optional_id(field.value);
      return {};
    case 42:
      model.eos = optional_id(field.value);
      return {};
    default:
      return {};
  }
}

Status read_normalizer_field(const ProtoField& field, SentencePieceModel& model) {
  switch (field.number) {
    case 2: {
      ST_ASSIGN_OR_RETURN(model.rules.chars_map, CharsMap::parse(field.bytes));
      return {};
    }
    case 3:
      model.rules.add_dummy_prefix = field.as_flag();
      return {};
    case 4:
      model.rules.remove_extra_whitespaces = field.as_flag();
      return {};
    case 5:
      model.rules.escape_whitespaces = field.as_flag();
      return {};
    default:
      return {};
  }
}

Status read_model_field(const ProtoField& field, SentencePieceModel& model) {
  if (field.number == 1 && field.wire == ProtoField::Wire::kBytes) {
    if (model.pieces.size() >= kMostPieces) return model_error("has over 4,194,304 pieces");
    model.pieces.emplace_back();
    return for_each_field(field.bytes, read_piece_field, model);
  }
  if (field.wire != ProtoField::Wire::kBytes) return {};
  if (field.number == 2) return for_each_field(field.bytes, read_trainer_field, model);
  if (field.number == 3) return for_each_field(field.bytes, read_normalizer_field, model);
  return {};
}

}  // namespace

Result<SentencePieceModel> parse_sentencepiece(std::string_view bytes) {
  SentencePieceModel model;
  model.bos = 1;
  model.eos = 2;
  const Status read = for_each_field(bytes, read_model_field, model);
  if (!read.ok()) return read.error().in("SentencePiece model");
  if (model.pieces.empty()) return model_error("SentencePiece model: holds no pieces");
  return model;
}

}  // namespace st
