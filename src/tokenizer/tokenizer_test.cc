#include "tokenizer/tokenizer.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "base/unicode.h"
#include "tokenizer/load/load.h"

namespace st {
namespace {

using nlohmann::json;

Tokenizer open_fixture(const std::string& name) {
  std::ifstream stream(std::string(ST_SOURCE_DIR) + "/src/tokenizer/testdata/" + name + ".json");
  auto tokenizer = read_tokenizer_json(json::parse(stream)["tokenizer"].dump());
  EXPECT_TRUE(tokenizer.ok()) << tokenizer.error().message;
  return *std::move(tokenizer);
}

std::string random_text(std::mt19937& random, std::size_t chars) {
  static constexpr char32_t kBlocks[] = {0x20,  0x41,  0x61,   0x30,   0xC0,   0x300,  0x410,   0x5D0,
                                         0x620, 0xE01, 0x2000, 0x3040, 0x4E00, 0xAC00, 0x1F600, 0x0A};
  std::string text;
  for (std::size_t i = 0; i < chars; ++i)
    append_utf8(text, kBlocks[random() % std::size(kBlocks)] + random() % 24);
  return text;
}

// Byte-level tokenizers promise every text back; so does byte fallback, whose prefix space the decoder
// takes off.
TEST(Tokenizer, DecodeOfEncodeIsTheText) {
  std::mt19937 random(7);
  for (const char* name : {"gpt2", "llama3", "spm_bpe"}) {
    const Tokenizer tokenizer = open_fixture(name);
    EncodeOptions options;
    options.add_special_tokens = false;
    for (int i = 0; i < 500; ++i) {
      const std::string text = random_text(random, random() % 60);
      const auto encoding = tokenizer.encode(text, options);
      ASSERT_TRUE(encoding.ok());
      ASSERT_EQ(tokenizer.decode(encoding->ids), text) << name;
    }
  }
}

TEST(Tokenizer, StreamedTextIsTheDecodedTextAndNeverHalfACharacter) {
  std::mt19937 random(11);
  for (const char* name : {"gpt2", "llama3", "spm_bpe", "wordpiece", "unigram"}) {
    const Tokenizer tokenizer = open_fixture(name);
    EncodeOptions options;
    options.add_special_tokens = false;
    for (int i = 0; i < 200; ++i) {
      const auto encoding = tokenizer.encode(random_text(random, random() % 40), options);
      StreamingDecoder stream(tokenizer);
      std::string streamed;
      for (const TokenId id : encoding->ids) {
        const std::string fresh = stream.push(id);
        ASSERT_TRUE(is_valid_utf8(fresh));
        ASSERT_EQ(fresh.find("\uFFFD"), std::string::npos);
        streamed += fresh;
      }
      streamed += stream.finish();
      ASSERT_EQ(streamed, tokenizer.decode(encoding->ids, true, false)) << name;
    }
  }
}

TEST(Tokenizer, OffsetsLieInTheTextAndRise) {
  std::mt19937 random(13);
  for (const char* name : {"gpt2", "roberta", "wordpiece", "unigram", "spm_bpe", "word_end_bpe"}) {
    const Tokenizer tokenizer = open_fixture(name);
    for (int i = 0; i < 200; ++i) {
      const std::string text = random_text(random, random() % 80);
      EncodeOptions options;
      options.add_special_tokens = false;
      const auto encoding = tokenizer.encode(text, options);
      std::uint32_t last = 0;
      for (const ByteSpan span : encoding->offsets) {
        ASSERT_LE(span.start, span.end);
        ASSERT_LE(span.end, text.size());
        ASSERT_GE(span.start, last) << name;
        last = span.start;
      }
    }
  }
}

TEST(Tokenizer, TheCacheChangesNothing) {
  std::mt19937 random(17);
  for (const char* name : {"gpt2", "spm_bpe", "wordpiece", "unigram"}) {
    const Tokenizer used = open_fixture(name);
    for (int i = 0; i < 100; ++i) {
      const std::string text = random_text(random, 50);
      const auto first = used.encode(text);
      ASSERT_EQ(first->ids, used.encode(text)->ids);
      if (i % 10 == 0) {
        ASSERT_EQ(first->ids, open_fixture(name).encode(text)->ids);
      }
    }
  }
}

TEST(Tokenizer, TheSameOnAnyNumberOfThreads) {
  const Tokenizer tokenizer = open_fixture("gpt2");
  std::mt19937 random(19);
  std::vector<std::string> texts;
  for (int i = 0; i < 300; ++i) texts.push_back(random_text(random, 100));
  const auto one = tokenizer.encode_batch(texts, {}, 1);
  const auto four = tokenizer.encode_batch(texts, {}, 4);
  ASSERT_TRUE(one.ok() && four.ok());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ((*one)[i].ids, (*four)[i].ids);
    EXPECT_EQ((*one)[i].offsets, (*four)[i].offsets);
  }
}

TEST(Tokenizer, TextThatIsNotUtf8IsRefusedWithItsPlace) {
  const Tokenizer tokenizer = open_fixture("gpt2");
  const auto encoding = tokenizer.encode("ab\xFFz");
  ASSERT_FALSE(encoding.ok());
  EXPECT_EQ(encoding.error().kind, ErrorKind::kInput);
  EXPECT_NE(encoding.error().message.find("byte 2"), std::string::npos) << encoding.error().message;
}

TEST(Tokenizer, TruncationKeepsTheTemplateAndHandsOutTheRest) {
  const Tokenizer tokenizer = open_fixture("wordpiece");
  EncodeOptions options;
  options.truncation = TruncationOptions{.max_tokens = 8, .stride_tokens = 2};
  const auto encoding =
      tokenizer.encode("one two three four five six seven eight nine ten eleven", options);
  ASSERT_TRUE(encoding.ok());
  EXPECT_EQ(encoding->size(), 8u);
  ASSERT_FALSE(encoding->overflowing.empty());
  for (const Encoding& window : encoding->overflowing) {
    EXPECT_LE(window.size(), 8u);
    EXPECT_EQ(window.ids.front(), encoding->ids.front());
    EXPECT_EQ(window.ids.back(), encoding->ids.back());
  }
  // Two tokens of each window stand in the one before, too.
  EXPECT_EQ(encoding->overflowing[0].ids[1], encoding->ids[5]);
  EXPECT_EQ(encoding->overflowing[0].ids[2], encoding->ids[6]);
}

}  // namespace
}  // namespace st
