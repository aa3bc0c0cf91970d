#include "tokenizer/load/load.h"

#include <gtest/gtest.h>

#include "tokenizer/load/base64.h"

namespace st {
namespace {

// Hand-broken files, and what the error must say.
TEST(TokenizerJson, WhatIsWrongIsNamed) {
  const std::pair<const char*, const char*> broken_files[] = {
      {"", "not JSON"},
      {"[]", "expected an object"},
      {"{}", ".model"},
      {R"({"model": {"type": "Magic"}})", "Magic"},
      {R"({"model": {}})", "type"},
      {R"({"model": {"type": "BPE", "vocab": {"a": -1}, "merges": []}})", "'a'"},
      {R"({"model": {"type": "BPE", "vocab": {"a": 0, "b": 0}, "merges": []}})", "id 0"},
      {R"({"model": {"type": "BPE", "vocab": {"a": 4294967295}, "merges": []}})", "2^24"},
      {R"({"model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"]}})", "'ab'"},
      {R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a"]}})", "merges[0]"},
      {R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [["a"]]}})", "merges"},
      {R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [], "unk_token": "u"}})", "'u'"},
      {R"({"model": {"type": "Unigram", "vocab": [["a", "x"]]}})", "vocab"},
      {R"({"model": {"type": "Unigram", "vocab": [["a", 0.5]], "unk_id": 7}})", "unknown id 7"},
      {R"({"model": {"type": "WordPiece", "vocab": {"a": 0}}})", "[UNK]"},
      {R"({"normalizer": {"type": "Precompiled", "precompiled_charsmap": "!!"}})", "base64"},
      {R"({"normalizer": {"type": "Precompiled", "precompiled_charsmap": "////fw=="}})", "character map"},
      {R"({"normalizer": {"type": "Sequence", "normalizers": [{"type": "Nope"}]}})", "normalizers[0]"},
      {R"({"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "("}, "behavior": "Isolated"}})",
       "pattern '('"},
      {R"({"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "a"}, "behavior": "Sideways"}})",
       "behavior"},
  };
  for (const auto& [bytes, expected] : broken_files) {
    const auto tokenizer = read_tokenizer_json(bytes);
    ASSERT_FALSE(tokenizer.ok()) << bytes;
    EXPECT_EQ(tokenizer.error().kind, ErrorKind::kModel) << bytes;
    EXPECT_NE(tokenizer.error().message.find(expected), std::string::npos) << tokenizer.error().message;
  }
  std::string deep = R"({"normalizer": )";
  for (int i = 0; i < 200; ++i) deep += R"({"type": "Sequence", "normalizers": [)";
  EXPECT_FALSE(read_tokenizer_json(deep).ok());
}

TEST(TokenizerJson, OldFilesWithoutAModelTypeAreRead) {
  const auto bpe =
      read_tokenizer_json(R"({"model": {"vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}})");
  ASSERT_TRUE(bpe.ok()) << bpe.error().message;
  EXPECT_EQ(bpe->encode("abba")->ids, (std::vector<TokenId>{2, 1, 0}));
  const auto unigram =
      read_tokenizer_json(R"({"model": {"unk_id": 0, "vocab": [["u", -9.0], ["a", -1.0], ["aa", -1.5]]}})");
  ASSERT_TRUE(unigram.ok()) << unigram.error().message;
  EXPECT_EQ(unigram->encode("aaazz")->ids, (std::vector<TokenId>{1, 2, 0}));
}

TEST(TokenizerJson, CharacterModel) {
  const auto tokenizer = read_tokenizer_json(
      R"({"model": {"type": "Character", "vocab": {"?": 0, "a": 1, "é": 2}, "unk_token": "?"}})");
  ASSERT_TRUE(tokenizer.ok());
  const auto encoding = tokenizer->encode("aéx");
  EXPECT_EQ(encoding->ids, (std::vector<TokenId>{1, 2, 0}));
  EXPECT_EQ(encoding->offsets, (std::vector<ByteSpan>{{0, 1}, {1, 3}, {3, 4}}));
}

TEST(SentencePiece, BrokenModelsAreRefused) {
  EXPECT_FALSE(read_sentencepiece("").ok());
  EXPECT_FALSE(read_sentencepiece(std::string("\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11)).ok());
  EXPECT_FALSE(read_sentencepiece("\x0A\x05\x0A\x03"
                                  "abc\x13")
                   .ok());
  EXPECT_FALSE(read_sentencepiece(std::string("\x0A\x07\x0A\x03"
                                              "abc\x18\x09",
                                              9))
                   .ok());
}

TEST(Tiktoken, LinesAreNamed) {
  const auto good = read_tiktoken("YQ== 0\nYg== 1\nYWI= 2\n");
  ASSERT_TRUE(good.ok()) << good.error().message;
  EXPECT_EQ(good->encode("ab")->ids, std::vector<TokenId>{2});
  EXPECT_EQ(good->decode({2, 0}), "aba");
  const auto bad = read_tiktoken("YQ== 0\nYg 1\n");
  ASSERT_FALSE(bad.ok());
  EXPECT_NE(bad.error().message.find("line 2"), std::string::npos);
  EXPECT_FALSE(read_tiktoken("").ok());
}

TEST(Gguf, UnknownNamesAreNamed) {
  GgufVocabulary vocabulary;
  vocabulary.tokens = {"a"};
  vocabulary.model = "rwkv";
  const auto unknown = read_gguf_vocabulary(vocabulary);
  ASSERT_FALSE(unknown.ok());
  EXPECT_NE(unknown.error().message.find("rwkv"), std::string::npos);
  vocabulary.model = "gpt2";
  vocabulary.pre = "novel";
  EXPECT_NE(read_gguf_vocabulary(vocabulary).error().message.find("novel"), std::string::npos);
  vocabulary.model = "llama";
  EXPECT_FALSE(read_gguf_vocabulary(vocabulary).ok());
}

TEST(Load, AFolderWithoutATokenizerSaysWhatWasExpected) {
  const auto none = load_tokenizer(ST_SOURCE_DIR "/src/base");
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().kind, ErrorKind::kUsage);
  EXPECT_NE(none.error().message.find("tokenizer.json"), std::string::npos);
  EXPECT_EQ(load_tokenizer("/no/such/place").error().kind, ErrorKind::kUsage);
}

TEST(Load, AFileOfAnotherKindSaysWhatWasExpected) {
  const auto other = load_tokenizer(ST_SOURCE_DIR "/README.md");
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().kind, ErrorKind::kModel);
  EXPECT_NE(other.error().message.find("README.md: is no tokenizer file that is known"), std::string::npos);
}

TEST(Base64, Rfc4648Vectors) {
  EXPECT_EQ(decode_base64(""), "");
  EXPECT_EQ(decode_base64("Zg=="), "f");
  EXPECT_EQ(decode_base64("Zm8="), "fo");
  EXPECT_EQ(decode_base64("Zm9vYmFy"), "foobar");
  EXPECT_FALSE(decode_base64("Zg"));
  EXPECT_FALSE(decode_base64("Z*=="));
}

}  // namespace
}  // namespace st
