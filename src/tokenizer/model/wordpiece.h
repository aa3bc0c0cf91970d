#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "tokenizer/model/byte_trie.h"
#include "tokenizer/model/model.h"

namespace st {

struct WordPieceOptions {
  std::string unknown = "[UNK]";
  std::string continuing_prefix = "##";
  std::size_t longest_word_chars = 100;  // longer words are unknown as a whole
};

// BERT's greedy longest match from the left; a word that can't be covered is one unknown token.
class WordPiece : public TokenModel {
 public:
  static Result<TokenModelPtr> make(Vocabulary vocabulary, WordPieceOptions options);

  void encode_word(std::string_view word, std::vector<WordToken>& tokens) const override;
  const Vocabulary& vocabulary() const override { return vocabulary_; }

 private:
  WordPiece(Vocabulary vocabulary, WordPieceOptions options, TokenId unknown);

  Vocabulary vocabulary_;
  WordPieceOptions options_;
  TokenId unknown_;
  ByteTrie first_;  // pieces that begin a word
  ByteTrie later_;  // pieces that go on, without their prefix
};

}  // namespace st
