#include "tokenizer/model/unigram.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tokenizer/load/load.h"

namespace st {
namespace {

TEST(Unigram, OfAPieceThatIsThereTwiceTheLaterCounts) {
  const auto tokenizer = read_tokenizer_json(
      R"({"model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["a", -2], ["b", -2], ["ab", -9], ["ab", -1]]}})");
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.error().message;
  EXPECT_EQ(tokenizer->encode("ab")->ids, std::vector<TokenId>{4});
  EXPECT_EQ(tokenizer->token_of(3), "ab");
}

using Pieces = std::map<std::string, double>;

Pieces random_pieces(std::mt19937& random) {
  Pieces pieces{{"a", -4.0}, {"b", -5.0}, {"c", -6.0}};
  for (int i = 0; i < 40; ++i) {
    std::string piece;
    for (std::size_t size = 2 + random() % 8; piece.size() < size;)
      piece.push_back(static_cast<char>('a' + random() % 3));
    pieces[piece] = -1.0 - static_cast<double>(random() % 100000) / 7000.0;
  }
  return pieces;
}

// The whole lattice at once. `x` is in no piece.
std::vector<std::string> plain_viterbi(const Pieces& pieces, const std::string& text) {
  double least = 0;
  for (const auto& [piece, score] : pieces) least = std::min(least, score);
  std::vector<double> best(text.size() + 1, -1e300);
  std::vector<std::size_t> from(text.size() + 1, 0);
  best[0] = 0;
  for (std::size_t start = 0; start < text.size(); ++start) {
    for (std::size_t size = 1; size <= 9 && start + size <= text.size(); ++size) {
      const auto piece = pieces.find(text.substr(start, size));
      if (piece == pieces.end() && !(size == 1 && text[start] == 'x')) continue;
      const double score = best[start] + (piece == pieces.end() ? least - 10 : piece->second);
      if (score <= best[start + size]) continue;
      best[start + size] = score;
      from[start + size] = start;
    }
  }
  std::vector<std::string> words;
  for (std::size_t end = text.size(); end > 0; end = from[end]) {
    const std::string word = text.substr(from[end], end - from[end]);
    if (word == "x" && !words.empty() && words.back()[0] == 'x') {
      words.back() += word;
    } else {
      words.push_back(word);
    }
  }
  return {words.rbegin(), words.rend()};
}

TEST(Unigram, SettlingOnTheWayAgreesWithTheWholeLattice) {
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    const Pieces pieces = random_pieces(random);
    Vocabulary vocabulary;
    std::vector<double> scores{0.0};
    ASSERT_TRUE(vocabulary.add("<unk>", 0).ok());
    for (const auto& [piece, score] : pieces) {
      ASSERT_TRUE(vocabulary.add(piece, static_cast<TokenId>(scores.size())).ok());
      scores.push_back(score);
    }
    UnigramOptions options;
    options.unknown = 0;
    options.unused = {0};
    const auto model = Unigram::make(std::move(vocabulary), scores, options);
    ASSERT_TRUE(model.ok());
    std::string text;
    for (std::size_t size = 1 + random() % 9000; text.size() < size;)
      text +=
          random() % 50 == 0 ? std::string(1 + random() % 900, 'x') : std::string(1, "abc"[random() % 3]);
    std::vector<WordToken> tokens;
    (*model)->encode_word(text, tokens);
    std::vector<std::string> words;
    for (const WordToken& token : tokens)
      words.push_back(text.substr(token.start, token.end - token.start));
    ASSERT_EQ(words, plain_viterbi(pieces, text));
    std::vector<TokenId> ids;
    std::vector<ByteSpan> spans;
    (*model)->encode_long_word(text, {ids, spans});
    ASSERT_EQ(ids.size(), tokens.size());
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      ASSERT_EQ(ids[i], tokens[i].id);
      ASSERT_EQ(spans[i], (ByteSpan{tokens[i].start, tokens[i].end}));
    }
  }
}

}  // namespace
}  // namespace st
