#pragma once

#include "tokenizer/normalize/chars_map.h"
#include "tokenizer/normalize/normalizer.h"

namespace st {

// The `normalizer_spec` of a SentencePiece model.
struct SentencePieceRules {
  CharsMap chars_map;
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool escape_whitespaces = true;
  bool treat_whitespace_as_suffix = false;
};

// Normalises as the SentencePiece library does: longest match in the character map, runs of spaces to one,
// spaces to U+2581, one of them in front.
NormalizerPtr make_sentencepiece_normalizer(SentencePieceRules rules);

}  // namespace st
