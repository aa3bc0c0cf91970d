// Vocabularies out of GGUF files against recorded ids. Skipped where the shared data is absent.
#include "engine/gguf_tokenizer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "base/file.h"

namespace st {
namespace {

const std::string kShared = std::string(ST_SOURCE_DIR) + "/../shared/data/tokenizers/";

class GgufTruth : public testing::TestWithParam<const char*> {};

TEST_P(GgufTruth, IdsAgree) {
  if (!std::filesystem::exists(kShared)) GTEST_SKIP() << "needs the shared data at " << kShared;
  const std::string name = GetParam();
  const auto tokenizer = open_tokenizer(kShared + "ggml-vocab/ggml-vocab-" + name + ".gguf");
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.error().message;
  const std::string inputs = *read_file(kShared + "ggml-vocab-truth/" + name + ".inp");
  std::ifstream lines(kShared + "ggml-vocab-truth/" + name + ".out");
  const std::string mark = "\n__ggml_vocab_test__\n";
  EncodeOptions options;
  options.add_special_tokens = false;
  std::size_t count = 0;
  std::size_t at = 0;
  for (std::size_t found = inputs.find(mark); found != std::string::npos;
       found = inputs.find(mark, at), ++count) {
    const std::string text = inputs.substr(at, found - at);
    at = found + mark.size();
    std::string line;
    ASSERT_TRUE(std::getline(lines, line));
    std::istringstream numbers(line);
    const std::vector<TokenId> expected{std::istream_iterator<TokenId>(numbers), {}};
    EXPECT_EQ(tokenizer->encode(text, options)->ids, expected) << text;
  }
  EXPECT_GE(count, 45u);
}

INSTANTIATE_TEST_SUITE_P(All, GgufTruth, testing::Values("bert-bge", "llama-spm", "phi-3"));

}  // namespace
}  // namespace st
