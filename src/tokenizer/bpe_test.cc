#include "tokenizer/model/bpe.h"

#include <gtest/gtest.h>

#include <random>

#include "base/unicode.h"
#include "tokenizer/model/bpe_merge.h"
#include "tokenizer/text/byte_chars.h"

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

// A byte-level model of the 256 bytes and tokens of two to eight letters a and b.
TokenModelPtr byte_level_model(std::mt19937& random) {
  Vocabulary vocabulary;
  std::vector<std::string> tokens;
  for (unsigned byte = 0; byte < 256; ++byte) {
    append_utf8(tokens.emplace_back(), char_of_byte(static_cast<unsigned char>(byte)));
    EXPECT_TRUE(vocabulary.add(tokens.back(), byte).ok());
  }
  std::vector<TokenId> letters{'a', 'b'};
  MergeTable merges;
  while (tokens.size() < 300) {
    const TokenId left = letters[random() % letters.size()];
    const TokenId right = letters[random() % letters.size()];
    const std::string joined = tokens[left] + tokens[right];
    if (joined.size() > 8 || vocabulary.find(joined)) continue;
    const auto id = static_cast<TokenId>(tokens.size());
    EXPECT_TRUE(vocabulary.add(joined, id).ok());
    merges.add(left, right, {id, id});
    tokens.push_back(joined);
    letters.push_back(id);
  }
  BpeOptions options;
  options.byte_level = true;
  return Bpe::make(std::move(vocabulary), std::move(merges), options).value();
}

TEST(Bpe, AHugeWordGoesIntoColumnsBehindWhatIsThere) {
  std::mt19937 random(13);
  for (int round = 0; round < 20; ++round) {
    const TokenModelPtr model = byte_level_model(random);
    std::string word;
    for (std::size_t size = 1 + random() % 12000; word.size() < size;)
      word.push_back(static_cast<char>(random() % 30 == 0 ? random() % 256 : 'a' + random() % 2));
    std::vector<WordToken> tokens;
    model->encode_word(word, tokens);
    std::vector<TokenId> ids{7};
    std::vector<ByteSpan> spans{{1, 2}};
    model->encode_long_word(word, {ids, spans});
    ASSERT_EQ(ids.size(), tokens.size() + 1);
    EXPECT_EQ(ids[0], 7u);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      ASSERT_EQ(ids[i + 1], tokens[i].id);
      ASSERT_EQ(spans[i + 1], (ByteSpan{tokens[i].start, tokens[i].end}));
    }
  }
}

}  // namespace
}  // namespace st
