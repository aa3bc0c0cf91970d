#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tokenizer/encoding.h"

namespace st {

enum class Side { kLeft, kRight };

enum class TruncationStrategy { kLongestFirst, kOnlyFirst, kOnlySecond };

struct TruncationOptions {
  std::size_t max_tokens = 512;   // with the template's tokens
  std::size_t stride_tokens = 0;  // how much each window of what was cut off repeats of the one before
  TruncationStrategy strategy = TruncationStrategy::kLongestFirst;
  Side side = Side::kRight;
};

// Cuts a text, or a text and its pair, down to max_tokens less `reserved`; what is cut lies in
// `overflowing`, in windows of the same length. Errors: a stride that leaves no room, a text that is too
// short to give what must go.
Status truncate(std::vector<Encoding>& parts, const TruncationOptions& options, std::size_t reserved);

struct PaddingOptions {
  std::optional<std::size_t> fixed_tokens = std::nullopt;  // none: the batch's longest row
  std::size_t multiple_of = 1;
  Side side = Side::kRight;
  TokenId pad_id = 0;
  std::uint8_t pad_type_id = 0;
  std::string pad_token = "[PAD]";
};

// Rows of equal length. ids, type_ids and attention_mask are [n_rows, row_tokens], row after row.
struct TokenRows {
  std::size_t n_rows = 0;
  std::size_t row_tokens = 0;
  std::vector<TokenId> ids;
  std::vector<std::uint8_t> type_ids;
  std::vector<std::uint8_t> attention_mask;
};

// Pads every encoding to the length that the options give for this batch.
void pad(std::vector<Encoding>& batch, const PaddingOptions& options);
// Pads a copy's worth of rows and lays them out for a model: a batch is a collate step.
TokenRows collate(const std::vector<Encoding>& batch, const PaddingOptions& options);

}  // namespace st
