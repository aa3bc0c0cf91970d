#include "tokenizer/model/bpe.h"

#include <gtest/gtest.h>

#include <random>

#include "tokenizer/model/bpe_merge.h"

namespace st {
namespace {

// Merges of small numbers: random pairs of ids become random ids, in no order a trainer would leave.
MergeTable random_merges(std::mt19937& random, std::uint32_t ids, std::uint32_t count) {
  MergeTable merges;
  for (std::uint32_t rank = 0; rank < count; ++rank)
    merges.add(random() % ids, random() % ids, {rank / 2, static_cast<TokenId>(random() % ids)});
  return merges;
}

std::vector<Bpe::Symbol> random_word(std::mt19937& random, std::uint32_t ids, std::size_t size) {
  std::vector<Bpe::Symbol> word;
  for (std::uint32_t i = 0; i < size; ++i) word.push_back({static_cast<TokenId>(random() % ids), i, 1});
  return word;
}

void expect_same(const std::vector<Bpe::Symbol>& plain, const std::vector<Bpe::Symbol>& other) {
  ASSERT_EQ(plain.size(), other.size());
  for (std::size_t i = 0; i < plain.size(); ++i) {
    ASSERT_EQ(plain[i].id, other[i].id);
    ASSERT_EQ(plain[i].start, other[i].start);
    ASSERT_EQ(plain[i].size, other[i].size);
  }
}

TEST(BpeMerge, TheHeapAndThePlainLoopAgree) {
  std::mt19937 random(5);
  for (int round = 0; round < 400; ++round) {
    const MergeTable merges = random_merges(random, 64, 600);
    std::vector<Bpe::Symbol> plain = random_word(random, 64, random() % 80 + 1);
    std::vector<Bpe::Symbol> heap = plain;
    merge_short(merges, plain);
    merge_long(merges, heap);
    expect_same(plain, heap);
  }
}

// Few ids and many merges make tokens longer than a window, and choices that a far right end decides.
TEST(BpeMerge, WindowsOfAnySizeAgreeWithThePlainLoop) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    const std::uint32_t ids = 2 + random() % 12;
    const std::uint32_t used = 1 + random() % ids;
    const MergeTable merges = random_merges(random, ids, 1 + random() % (ids * ids));
    std::vector<Bpe::Symbol> plain = random_word(random, used, 1 + random() % 300);
    std::vector<Bpe::Symbol> windows = plain;
    merge_short(merges, plain);
    merge_long(merges, windows, {2 + random() % 40, 1 + random() % 4});
    expect_same(plain, windows);
  }
}

}  // namespace
}  // namespace st
