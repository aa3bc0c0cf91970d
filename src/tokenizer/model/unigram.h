#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "tokenizer/model/byte_trie.h"
#include "tokenizer/model/model.h"

namespace st {

// How the scores add up. The two libraries differ in the last bits, and so in ties.
enum class UnigramArithmetic { kDouble, kFloat };

struct UnigramOptions {
  std::optional<TokenId> unknown;
  bool byte_fallback = false;
  UnigramArithmetic arithmetic = UnigramArithmetic::kDouble;
  // Pieces that always win where they stand (SentencePiece's user-defined ones), and pieces that no text
  // becomes.
  std::vector<TokenId> user_defined;
  std::vector<TokenId> unused;
  bool unused_count_for_unknown =
      true;  // the least score, from which the unknown score follows, is over all pieces
};

// A word is never cut for the cache: the sums run from its start, and where two segmentations tie but for
// rounding, as in runs of one character, the reference's choice depends on them.
//
// The most probable segmentation under a unigram language model (Kudo 2018), by Viterbi over a trie of the
// pieces: linear in the text times the longest piece. A character that no piece covers costs 10 more than
// the least probable piece; neighbouring unknown characters become one token.
class Unigram : public TokenModel {
 public:
  // scores[id] is the log-probability of piece `id`.
  static Result<TokenModelPtr> make(Vocabulary vocabulary, std::vector<double> scores,
                                    UnigramOptions options);

  void encode_word(std::string_view word, std::vector<WordToken>& tokens) const override;
  void encode_long_word(std::string_view word, TokenColumns into) const override;
  bool shows_unknown_text(TokenId id) const override { return options_.unknown && *options_.unknown == id; }
  const Vocabulary& vocabulary() const override { return vocabulary_; }

 private:
  Unigram(Vocabulary vocabulary, std::vector<double> scores, UnigramOptions options);
  template <typename Score>
  class Lattice;
  template <typename Push>
  class PathReader;
  template <typename Score, typename Take>
  void viterbi(std::string_view word, std::vector<WordToken>& path, Take take) const;
  template <typename Push>
  void encode(std::string_view word, Push push) const;

  Vocabulary vocabulary_;
  UnigramOptions options_;
  ByteTrie trie_;
  std::vector<double> scores_;
  std::vector<TokenId> byte_ids_;
  double unknown_score_ = 0;
  std::size_t longest_ = 4;  // bytes of a piece, or of a character
};

}  // namespace st
