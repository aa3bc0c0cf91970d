// Holds real vocabularies against ids and texts that others recorded. Skipped where the shared data is
// absent.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tokenizer/load/load.h"

namespace st {
namespace {

using nlohmann::json;

const std::string kShared = std::string(ST_SOURCE_DIR) + "/../shared/data/tokenizers/";

#define SKIP_WITHOUT_SHARED() \
  if (!std::filesystem::exists(kShared)) GTEST_SKIP() << "needs the shared data at " << kShared

Tokenizer open_shared(const std::string& name) {
  auto tokenizer = load_tokenizer(kShared + name);
  EXPECT_TRUE(tokenizer.ok()) << tokenizer.error().message;
  return *std::move(tokenizer);
}

std::vector<std::string> split_texts(const std::string& bytes) {
  const std::string mark = "\n__ggml_vocab_test__\n";
  std::vector<std::string> texts;
  std::size_t at = 0;
  for (std::size_t found = bytes.find(mark); found != std::string::npos; found = bytes.find(mark, at)) {
    texts.push_back(bytes.substr(at, found - at));
    at = found + mark.size();
  }
  return texts;
}

struct VocabTruth {
  const char* truth;
  const char* tokenizer;
};

class GgmlTruth : public testing::TestWithParam<VocabTruth> {};

TEST_P(GgmlTruth, IdsAgree) {
  SKIP_WITHOUT_SHARED();
  const Tokenizer tokenizer = open_shared(GetParam().tokenizer);
  const std::string base = kShared + "ggml-vocab-truth/" + GetParam().truth;
  const std::vector<std::string> texts = split_texts(*read_file(base + ".inp"));
  std::ifstream lines(base + ".out");
  EncodeOptions options;
  options.add_special_tokens = false;
  std::size_t count = 0;
  for (const std::string& text : texts) {
    std::string line;
    ASSERT_TRUE(std::getline(lines, line));
    std::istringstream numbers(line);
    const std::vector<TokenId> expected{std::istream_iterator<TokenId>(numbers), {}};
    const auto encoding = tokenizer.encode(text, options);
    ASSERT_TRUE(encoding.ok());
    EXPECT_EQ(encoding->ids, expected) << json(text).dump();
    ++count;
  }
  EXPECT_GE(count, 45u);
}

INSTANTIATE_TEST_SUITE_P(All, GgmlTruth,
                         testing::Values(VocabTruth{"falcon", "hf/falcon"},
                                         VocabTruth{"qwen2", "hf/qwen2-0.5b"},
                                         VocabTruth{"llama-bpe", "hf/llama-3"},
                                         VocabTruth{"llama-spm", "hf/llama-2"},
                                         VocabTruth{"llama-spm", "hf/llama-2/tokenizer.model"},
                                         VocabTruth{"roberta-bpe", "hf/roberta-base"}));

struct HubTruth {
  const char* name;
  const char* tokenizer;
  bool clean_up;  // the recording library mended spaces after decoding
};

class HfTruth : public testing::TestWithParam<HubTruth> {};

TEST_P(HfTruth, IdsAndDecodedTextAgree) {
  SKIP_WITHOUT_SHARED();
  const Tokenizer tokenizer = open_shared(GetParam().tokenizer);
  std::ifstream stream(kShared + "hf-truth/tokenizer_tests.json");
  const json cases = json::parse(stream)[GetParam().name];
  ASSERT_GE(cases.size(), 12u);
  for (const json& one : cases) {
    const auto encoding = tokenizer.encode(one["input"].get<std::string>());
    ASSERT_TRUE(encoding.ok());
    EXPECT_EQ(json(encoding->ids), one["encoded"]["input_ids"]) << one["input"].dump();
    if (one["encoded"].contains("token_type_ids")) {
      EXPECT_EQ(json(encoding->type_ids), one["encoded"]["token_type_ids"]);
    }
    EXPECT_EQ(json(encoding->attention_mask), one["encoded"]["attention_mask"]);
    for (const bool skip : {false, true}) {
      std::string text = tokenizer.decode(encoding->ids, skip);
      if (GetParam().clean_up) clean_up_spaces(text);
      EXPECT_EQ(text, one[skip ? "decoded_without_special" : "decoded_with_special"].get<std::string>());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, HfTruth,
    testing::Values(HubTruth{"bert-base-uncased", "hf/bert-base-uncased", true},
                    HubTruth{"distilgpt2", "hf/gpt2", true},
                    HubTruth{"coreml-projects/Llama-2-7b-chat-coreml", "hf/llama-2", false},
                    HubTruth{"tiiuae/falcon-7b", "hf/falcon", true},
                    HubTruth{"t5-base", "hf/t5-small", false},
                    HubTruth{"pcuenq/Llama-3.2-1B-Instruct-tokenizer", "hf/llama-3", true},
                    HubTruth{"distilbert/distilbert-base-multilingual-cased",
                             "hf/bert-base-multilingual-cased", true},
                    HubTruth{"google-bert/bert-base-uncased", "hf/bert-base-uncased", true}));

struct LongTruth {
  const char* file;
  const char* tokenizer;
};

class LongText : public testing::TestWithParam<LongTruth> {};

TEST_P(LongText, IdsAgree) {
  SKIP_WITHOUT_SHARED();
  const Tokenizer tokenizer = open_shared(GetParam().tokenizer);
  std::ifstream stream(kShared + "hf-truth/" + GetParam().file);
  const json truth = json::parse(stream);
  const auto encoding = tokenizer.encode(truth["text"].get<std::string>());
  ASSERT_TRUE(encoding.ok());
  EXPECT_EQ(json(encoding->ids), truth["token_ids"]);
}

INSTANTIATE_TEST_SUITE_P(All, LongText,
                         testing::Values(LongTruth{"bert_uncased_encoded.json", "hf/bert-base-uncased"},
                                         LongTruth{"distilbert_cased_encoded.json",
                                                   "hf/bert-base-multilingual-cased"},
                                         LongTruth{"gpt2_encoded_tokens.json", "hf/gpt2"},
                                         LongTruth{"llama_encoded.json", "hf/llama-2"},
                                         LongTruth{"t5_base_encoded.json", "hf/t5-small"}));

TEST(SquadQuestions, PiecesAndIdsAgree) {
  SKIP_WITHOUT_SHARED();
  const Tokenizer tokenizer = open_shared("hf/bert-base-uncased");
  std::ifstream lines(kShared + "hf-truth/bert-uncased-squad-questions.jsonl");
  EncodeOptions options;
  options.add_special_tokens = false;
  options.token_texts = true;
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const json one = json::parse(line);
    const auto encoding = tokenizer.encode(one["text"].get<std::string>(), options);
    ASSERT_TRUE(encoding.ok());
    ASSERT_EQ(json(encoding->ids), one["ids"]) << line;
    ASSERT_EQ(json(encoding->tokens), one["wordpiece"]) << line;
  }
  EXPECT_GE(count, 7000u);
}

// The reference library counts a character that the map drops from the very start of a text nowhere, and
// what follows stands one character early.
TEST(T5Offsets, AreTheReferencesWhereTheFirstCharacterIsDropped) {
  SKIP_WITHOUT_SHARED();
  const Tokenizer tokenizer = open_shared("hf/t5-small");
  const auto shifted = tokenizer.encode("\bab cd \u00e9");
  EXPECT_EQ(shifted->ids, (std::vector<TokenId>{703, 3, 75, 26, 3, 154, 1}));
  EXPECT_EQ(shifted->offsets,
            (std::vector<ByteSpan>{{0, 2}, {3, 4}, {3, 4}, {4, 5}, {6, 7}, {6, 7}, {0, 0}}));
  const auto inside = tokenizer.encode("a\bb");
  EXPECT_EQ(inside->offsets, (std::vector<ByteSpan>{{0, 3}, {0, 0}}));
}

}  // namespace
}  // namespace st
