#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tokenizer/load/config.h"
#include "tokenizer/normalize/sentencepiece_normalizer.h"
#include "tokenizer/tokenizer.h"

namespace st {

// The numbers are those of the model file and of GGUF alike.
enum class PieceType { kNormal = 1, kUnknown = 2, kControl = 3, kUserDefined = 4, kUnused = 5, kByte = 6 };

struct Piece {
  std::string text;
  float score = 0;
  PieceType type = PieceType::kNormal;
};

// What a SentencePiece model holds, wherever it came from.
struct SentencePieceModel {
  enum class Kind { kUnigram = 1, kBpe = 2, kWord = 3, kChar = 4 } kind = Kind::kUnigram;
  std::vector<Piece> pieces;
  SentencePieceRules rules;
  bool byte_fallback = false;
  std::optional<TokenId> bos;
  std::optional<TokenId> eos;
};

Result<SentencePieceModel> parse_sentencepiece(std::string_view bytes);

// `add_bos`, `add_eos`: put around a text.
Result<Tokenizer> assemble_sentencepiece(SentencePieceModel model, bool add_bos, bool add_eos,
                                         const TokenizerConfig& settings);

}  // namespace st
