#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "tokenizer/encoding.h"
#include "tokenizer/model/byte_trie.h"
#include "tokenizer/normalize/normalizer.h"

namespace st {

// A token that is found in the text as it stands, before any model sees it.
struct AddedToken {
  std::string content;
  TokenId id = 0;
  bool single_word = false;    // only where no word character touches it
  bool lstrip = false;         // takes the white space before it along
  bool rstrip = false;         // and after it
  bool normalized = false;     // looked for in the normalised text, in its own normalised form
  bool as_normalized = false;  // with `normalized`: the content is in normalised form already
  bool special = false;        // left out of decoded text on request
};

// A part of a text: a token found, or text in between.
struct TextPart {
  ByteSpan span;
  std::optional<TokenId> id;
};

// Finds added tokens: the leftmost, and of those the longest. Thread rule: reading is safe from many
// threads.
class AddedTokens {
 public:
  // The later of two tokens with one content or one id wins. `normalizer` may be null.
  void set(std::vector<AddedToken> tokens, const Normalizer* normalizer);

  std::vector<TextPart> split_raw(std::string_view text) const { return split(text, raw_); }
  std::vector<TextPart> split_normalized(std::string_view text) const { return split(text, normalized_); }
  bool any_raw() const { return !raw_.trie.empty(); }
  bool any_normalized() const { return !normalized_.trie.empty(); }

  const AddedToken* find(TokenId id) const;
  std::optional<TokenId> find(std::string_view content) const;
  const std::vector<AddedToken>& all() const { return tokens_; }

 private:
  struct Finder {
    ByteTrie trie;  // to places in tokens_
    bool starts[256] = {};
    int only_start = -1;  // where all tokens start with one byte: that byte
    std::size_t trie_size = 0;

    // The next place where a token may start.
    std::uint32_t next_start(std::string_view text, std::uint32_t at) const;
  };
  std::vector<TextPart> split(std::string_view text, const Finder& finder) const;
  bool accept(std::string_view text, const AddedToken& token, ByteSpan& span, std::uint32_t floor) const;

  std::vector<AddedToken> tokens_;
  std::unordered_map<TokenId, std::size_t> by_id_;
  Finder raw_;
  Finder normalized_;
};

}  // namespace st
