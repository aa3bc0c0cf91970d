#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/encoding.h"

namespace st::cli {

// A line of `tokenize --jsonl`: a JSON string, or {"text", "pair"}.
struct TokenizeLine {
  std::string text;
  std::optional<std::string> pair;
};

// Errors are kInput and begin with `where`.
Result<TokenizeLine> parse_tokenize_line(std::string_view line, const std::string& where);
// A JSON list of ids.
Result<std::vector<TokenId>> parse_id_list(std::string_view line, const std::string& where);

// {"ids", "tokens", "offsets", "type_ids", "attention_mask"}, without a newline; with `overflow` also
// "overflowing", a list of such objects.
std::string encoding_line(const Encoding& encoding, bool overflow = false);
// The text as a JSON string; bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

}  // namespace st::cli
