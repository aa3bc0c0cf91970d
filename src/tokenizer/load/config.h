#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/tokenizer.h"

namespace st {

// What tokenizer_config.json says beyond the vocabulary. Fields that are absent stay empty.
struct TokenizerConfig {
  std::string tokenizer_class;
  std::optional<bool> do_lower_case;
  std::optional<bool> strip_accents;
  std::optional<bool> tokenize_chinese_chars;
  std::optional<bool> add_bos_token;
  std::optional<bool> add_eos_token;
  std::optional<bool> add_prefix_space;
  std::optional<bool> clean_up_decoded;
  std::string pad_token;
  std::optional<Side> padding_side;
  std::vector<AddedToken> added_tokens;  // added_tokens_decoder

  // Of nothing: all empty.
  static Result<TokenizerConfig> read(std::string_view json);

  // Writes into parts that are complete otherwise what every kind of tokenizer takes from here: how decoded
  // text is mended, and what pads a batch. A padding that tokenizer.json asks for keeps its token.
  void settle(TokenizerParts& parts) const;
};

}  // namespace st
