#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace st {

using TokenId = std::uint32_t;

// Bytes [start, end) of a text. Texts over 2^32 - 2 bytes are refused where they come in.
struct ByteSpan {
  std::uint32_t start = 0;
  std::uint32_t end = 0;

  std::uint32_t size() const { return end - start; }
  bool operator==(const ByteSpan&) const = default;
};

inline constexpr std::uint8_t kNoSequence = 255;

// An added token that took white space along, and where it stands without it.
struct WidenedToken {
  std::uint32_t index = 0;
  ByteSpan inner;
};

// What a text became, one row per token; all vectors that are filled have the length of `ids`.
struct Encoding {
  std::vector<TokenId> ids;
  // Where each token stands in the original text, in UTF-8 bytes. A token that holds a part of a character
  // covers the whole character; a token that stands for nothing in the text (a template's) covers [0, 0).
  std::vector<ByteSpan> offsets;
  std::vector<std::uint8_t> type_ids;
  std::vector<std::uint8_t> attention_mask;       // 1: look at it; 0: padding
  std::vector<std::uint8_t> special_tokens_mask;  // 1: put there by the template or by padding
  std::vector<std::uint8_t> sequence;             // 0 the text, 1 its pair, kNoSequence neither
  std::vector<std::string> tokens;    // filled only where EncodeOptions::token_texts asks for it
  std::vector<Encoding> overflowing;  // what truncation cut off, in windows
  std::vector<WidenedToken> widened;  // on the way to the post-processor only

  std::size_t size() const { return ids.size(); }
};

}  // namespace st
