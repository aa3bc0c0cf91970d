#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/load/json_reader.h"
#include "tokenizer/model/merge_table.h"
#include "tokenizer/model/vocabulary.h"

namespace st {

// Turns pairs of token strings, in the order of their rank, into a merge table. Errors name the merge's
// number.
class MergeReader {
 public:
  // `prefix` stands before pieces that go on, and falls away where two pieces join.
  MergeReader(const Vocabulary& vocabulary, std::string prefix)
      : vocabulary_(vocabulary), prefix_(std::move(prefix)) {}
  void reserve(std::size_t count) { table_.reserve(count); }
  Status add(std::string_view left, std::string_view right);
  // "left right"; the space that parts them is the first one that is not the line's first character.
  Status add_line(std::string_view line);
  MergeTable take() { return std::move(table_); }

 private:
  const Vocabulary& vocabulary_;
  std::string prefix_;
  MergeTable table_;
  std::uint32_t next_rank_ = 0;
  std::string joined_;
};

// merges.txt: a line a merge, the first line perhaps "#version: ...".
Result<MergeTable> read_merges_text(std::string_view text, const Vocabulary& vocabulary);

// {"token": id, ...}
Result<Vocabulary> read_vocabulary_object(JsonObject object, const std::string& where);

// A place where a token may fall into two, in bytes, and the hashes of its two sides.
struct SplitPlace {
  std::size_t cut;
  std::uint64_t left_hash;
  std::uint64_t right_hash;
};

// All places of one token, `places` overwritten; the vocabulary's memory is asked for on the way.
void find_split_places(const Vocabulary& vocabulary, std::string_view token, bool at_chars,
                       std::vector<SplitPlace>& places);

// Adds merges to a table some time after it asked for their places, in their order.
class LateAdder {
 public:
  explicit LateAdder(MergeTable& table) : table_(table) {}

  void add(TokenId left, TokenId right, Merge merge) {
    if (count_ == kWaiting) add_all();
    table_.prefetch(left, right);
    waiting_[count_++] = {left, right, merge};
  }
  // To be called at the end.
  void add_all() {
    for (std::size_t i = 0; i < count_; ++i)
      table_.add(waiting_[i].left, waiting_[i].right, waiting_[i].merge);
    count_ = 0;
  }

 private:
  static constexpr std::size_t kWaiting = 32;
  struct Pair {
    TokenId left;
    TokenId right;
    Merge merge;
  };

  MergeTable& table_;
  Pair waiting_[kWaiting] = {};
  std::size_t count_ = 0;
};

// All ways to make each token out of two others: what BPE by scores or by tiktoken's ranks may merge.
// rank_of(id) gives the rank of a merge into that token; UINT32_MAX: none.
template <typename RankOf>
MergeTable merges_of_splits(const Vocabulary& vocabulary, bool at_chars, RankOf rank_of) {
  MergeTable table;
  table.reserve(vocabulary.size() * 2);
  LateAdder late(table);
  std::vector<SplitPlace> places;
  for (TokenId id = 0; id < vocabulary.id_limit(); ++id) {
    const std::uint32_t rank = vocabulary.has(id) ? rank_of(id) : UINT32_MAX;
    if (rank == UINT32_MAX) continue;
    const std::string_view token = vocabulary.token(id);
    find_split_places(vocabulary, token, at_chars, places);
    for (const SplitPlace& place : places) {
      vocabulary.prefetch_text(place.left_hash);
      vocabulary.prefetch_text(place.right_hash);
    }
    for (const SplitPlace& place : places) {
      const auto left = vocabulary.find(token.substr(0, place.cut), place.left_hash);
      if (!left) continue;
      const auto right = vocabulary.find(token.substr(place.cut), place.right_hash);
      if (right) late.add(*left, *right, {rank, id});
    }
  }
  late.add_all();
  return table;
}

}  // namespace st
