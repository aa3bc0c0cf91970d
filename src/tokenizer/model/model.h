#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "tokenizer/encoding.h"
#include "tokenizer/model/cut_table.h"
#include "tokenizer/model/vocabulary.h"

namespace st {

// A token of one word: the id and where it ends, in bytes of the word. It starts where the one before ends,
// unless the word lost characters that no token stands for.
struct WordToken {
  TokenId id;
  std::uint32_t start;
  std::uint32_t end;
};

// The tokens of a long word in columns, each span in bytes of the word: no more memory than the result
// itself.
struct TokenColumns {
  std::vector<TokenId>& ids;
  std::vector<ByteSpan>& spans;

  void push(const WordToken& token) {
    ids.push_back(token.id);
    spans.push_back({token.start, token.end});
  }
};

// Third stage: a word to tokens. Thread rule: encode_word() is const and safe from many threads.
class TokenModel {
 public:
  virtual ~TokenModel() = default;
  // Appends the tokens of `word`, which is not empty.
  virtual void encode_word(std::string_view word, std::vector<WordToken>& tokens) const = 0;
  // The same for words of any length.
  virtual void encode_long_word(std::string_view word, TokenColumns into) const {
    std::vector<WordToken> tokens;
    encode_word(word, tokens);
    for (const WordToken& token : tokens) into.push(token);
  }
  // Where words may be cut without changing their tokens, or null. A text without a pre-tokenizer then
  // falls into pieces that repeat, and can be remembered.
  virtual const CutTable* cut_table() const { return nullptr; }
  // The unknown token whose text is what it stands for, or none.
  virtual bool shows_unknown_text(TokenId) const { return false; }
  virtual const Vocabulary& vocabulary() const = 0;
};

using TokenModelPtr = std::unique_ptr<const TokenModel>;

}  // namespace st
