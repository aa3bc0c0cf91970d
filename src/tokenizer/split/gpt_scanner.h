#pragma once

#include <string_view>
#include <vector>

#include "tokenizer/encoding.h"

namespace st {

// The family of patterns that GPT-2 began, as one scanner with switches; linear, and the text is read once.
//   GPT-2:    's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//   Llama-3:  (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|
//   ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|... Qwen2:    as Llama-3, with \p{N} for \p{N}{1,3}
struct GptPattern {
  bool modern = false;            // the Llama-3 form
  std::uint32_t most_digits = 0;  // modern: digits in one word
};

// The pattern's switches; false where it is none of the family.
bool find_gpt_pattern(std::string_view pattern, GptPattern& switches);

// Appends the words of text[range); every byte belongs to one.
void scan_gpt(std::string_view text, ByteSpan range, GptPattern pattern, std::vector<ByteSpan>& words);

}  // namespace st
