#include "tokenizer/model/bpe.h"

#include <gtest/gtest.h>

#include <random>

#include "tokenizer/model/bpe_merge.h"

namespace st {
namespace {

// Merges of small numbers: random pairs of ids under 64 become random ids, in no order a trainer would
// leave.
MergeTable random_merges(std::mt19937& random) {
  MergeTable merges;
  for (std::uint32_t rank = 0; rank < 600; ++rank)
    merges.add(random() % 64, random() % 64, {rank / 2, static_cast<TokenId>(random() % 64)});
  return merges;
}

TEST(BpeMerge, TheHeapAndThePlainLoopAgree) {
  std::mt19937 random(5);
  for (int round = 0; round < 400; ++round) {
    const MergeTable merges = random_merges(random);
    std::vector<Bpe::Symbol> plain;
    for (std::uint32_t i = 0; i < random() % 80 + 1; ++i)
      plain.push_back({static_cast<TokenId>(random() % 64), i, 1});
    std::vector<Bpe::Symbol> heap = plain;
    merge_short(merges, plain);
    merge_long(merges, heap);
    ASSERT_EQ(plain.size(), heap.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
      ASSERT_EQ(plain[i].id, heap[i].id);
      ASSERT_EQ(plain[i].start, heap[i].start);
      ASSERT_EQ(plain[i].size, heap[i].size);
    }
  }
}

}  // namespace
}  // namespace st
