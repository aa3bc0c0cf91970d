#include "tokenizer/batch.h"

#include <gtest/gtest.h>

#include <numeric>

namespace st {
namespace {

Encoding numbered(std::size_t count) {
  Encoding encoding;
  encoding.ids.resize(count);
  std::iota(encoding.ids.begin(), encoding.ids.end(), 1u);
  encoding.offsets.resize(count);
  encoding.type_ids.assign(count, 0);
  encoding.attention_mask.assign(count, 1);
  encoding.special_tokens_mask.assign(count, 0);
  encoding.sequence.assign(count, 0);
  return encoding;
}

TEST(Truncate, LongestFirstSharesTheRoom) {
  for (const auto& [a, b, room, want_a, want_b] : std::vector<std::array<std::size_t, 5>>{
           {10, 3, 8, 5, 3}, {3, 10, 8, 3, 5}, {10, 10, 8, 4, 4}, {10, 10, 7, 3, 4}}) {
    std::vector<Encoding> parts{numbered(a), numbered(b)};
    ASSERT_TRUE(truncate(parts, {.max_tokens = room + 3}, 3).ok());
    EXPECT_EQ(parts[0].size(), want_a);
    EXPECT_EQ(parts[1].size(), want_b);
  }
}

TEST(Truncate, LeftSideKeepsTheEnd) {
  std::vector<Encoding> parts{numbered(10)};
  ASSERT_TRUE(truncate(parts, {.max_tokens = 4, .stride_tokens = 1, .side = Side::kLeft}, 0).ok());
  EXPECT_EQ(parts[0].ids, (std::vector<TokenId>{7, 8, 9, 10}));
  EXPECT_EQ(parts[0].overflowing[0].ids, (std::vector<TokenId>{4, 5, 6, 7}));
  EXPECT_EQ(parts[0].overflowing.back().ids.front(), 1u);
}

TEST(Truncate, WhatCannotBeDoneIsSaid) {
  std::vector<Encoding> parts{numbered(10), numbered(3)};
  EXPECT_FALSE(truncate(parts, {.max_tokens = 4, .strategy = TruncationStrategy::kOnlySecond}, 0).ok());
  EXPECT_FALSE(truncate(parts, {.max_tokens = 4}, 5).ok());
  EXPECT_FALSE(truncate(parts, {.max_tokens = 6, .stride_tokens = 6}, 0).ok());
}

TEST(Collate, PadsToTheLongestRowOrAMultipleOnEitherSide) {
  const std::vector<Encoding> batch{numbered(3), numbered(5)};
  const TokenRows right = collate(batch, {.pad_id = 99});
  EXPECT_EQ(right.row_tokens, 5u);
  EXPECT_EQ(right.ids, (std::vector<TokenId>{1, 2, 3, 99, 99, 1, 2, 3, 4, 5}));
  EXPECT_EQ(right.attention_mask, (std::vector<std::uint8_t>{1, 1, 1, 0, 0, 1, 1, 1, 1, 1}));
  const TokenRows left = collate(batch, {.multiple_of = 8, .side = Side::kLeft, .pad_id = 99});
  EXPECT_EQ(left.row_tokens, 8u);
  EXPECT_EQ(left.ids[4], 99u);
  EXPECT_EQ(left.ids[5], 1u);
  EXPECT_EQ(collate(batch, {.fixed_tokens = 7}).row_tokens, 7u);
  EXPECT_EQ(collate({}, {}).ids.size(), 0u);
}

TEST(Pad, FillsEveryField) {
  std::vector<Encoding> batch{numbered(2), numbered(4)};
  pad(batch, {.pad_id = 7, .pad_type_id = 1});
  EXPECT_EQ(batch[0].ids, (std::vector<TokenId>{1, 2, 7, 7}));
  EXPECT_EQ(batch[0].attention_mask, (std::vector<std::uint8_t>{1, 1, 0, 0}));
  EXPECT_EQ(batch[0].type_ids, (std::vector<std::uint8_t>{0, 0, 1, 1}));
  EXPECT_EQ(batch[0].special_tokens_mask, (std::vector<std::uint8_t>{0, 0, 1, 1}));
}

}  // namespace
}  // namespace st
