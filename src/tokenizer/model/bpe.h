#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tokenizer/model/merge_table.h"
#include "tokenizer/model/model.h"

namespace st {

// How a word's first symbols are found and what becomes of characters that the vocabulary lacks.
struct BpeOptions {
  // Words stand for their bytes, and the vocabulary writes a byte as its printable character.
  bool byte_level = false;
  // A word that is in the vocabulary is that token, whatever its merges.
  bool ignore_merges = false;
  bool byte_fallback = false;
  bool fuse_unknown = false;
  std::optional<TokenId> unknown;
  std::string continuing_prefix;
  std::string word_suffix;
};

// Byte-pair encoding: neighbours merge in the order of their rank, leftmost first among equals. Short words
// by the plain loop, long ones by a heap in windows, in time linear in the length.
class Bpe : public TokenModel {
 public:
  static Result<TokenModelPtr> make(Vocabulary vocabulary, MergeTable merges, BpeOptions options);

  void encode_word(std::string_view word, std::vector<WordToken>& tokens) const override;
  void encode_long_word(std::string_view word, TokenColumns into) const override;
  const CutTable* cut_table() const override { return cut_table_.get(); }
  const Vocabulary& vocabulary() const override { return vocabulary_; }

  // One piece of a word on its way to being a token. Public for the merge loops alone.
  struct Symbol {
    TokenId id;
    std::uint32_t start;
    std::uint32_t size;
  };

 private:
  Bpe(Vocabulary vocabulary, MergeTable merges, BpeOptions options);
  bool find_whole_word(std::string_view word, std::vector<WordToken>& tokens) const;
  void split_bytes(std::string_view word, std::vector<Symbol>& symbols) const;
  void split_chars(std::string_view word, std::vector<Symbol>& symbols) const;
  bool push_char(std::string_view spelled, std::uint32_t start, std::vector<Symbol>& symbols,
                 std::optional<Symbol>& unknown) const;
  void make_cut_table();

  Vocabulary vocabulary_;
  MergeTable merges_;
  BpeOptions options_;
  std::vector<TokenId> byte_ids_;   // of the 256 bytes, or kNoToken
  std::vector<TokenId> ascii_ids_;  // of the 128 characters of ASCII as they are, or kNoToken
  bool all_bytes_known_ = false;
  std::size_t longest_token_bytes_ = 0;  // as the vocabulary writes it
  bool marked_ = false;                  // pieces carry a prefix or suffix
  std::unique_ptr<CutTable> cut_table_;
};

}  // namespace st
