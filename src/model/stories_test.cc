// A trained model and the text that it must write.
#include <filesystem>

#include "model/model_testing.h"
#include "weights/weight_store.h"

namespace st::model {
namespace {

const std::string kFolder = std::string(ST_SOURCE_DIR) + "/../shared/data/models/stories260k/";
const std::string kModel = kFolder + "tinyllamas-stories-260k-f32.gguf";

// The tokens' texts with the word mark as a space; the vocabulary has a token for each byte: "<0x0A>".
std::string text_of(std::span<const std::string_view> tokens, const std::vector<std::int32_t>& ids) {
  std::string text;
  for (const std::int32_t id : ids) {
    std::string token(tokens[static_cast<std::size_t>(id)]);
    if (token.size() == 6 && token.starts_with("<0x"))
      token = static_cast<char>(std::stoi(token.substr(3, 2), nullptr, 16));
    for (std::size_t at = 0; (at = token.find("\u2581")) != std::string::npos;) token.replace(at, 3, " ");
    text += token;
  }
  return text;
}

TEST(Stories, WritesTheRecordedTwoHundredTokens) {
  if (!std::filesystem::exists(kModel)) GTEST_SKIP() << "no ../shared/data/models here";
  Result<std::unique_ptr<DecoderModel>> model = open_decoder(kModel);
  ASSERT_TRUE(model.ok()) << model.error().message;
  std::ifstream file(kFolder + "expected-greedy-200.txt");
  std::string expected((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  while (expected.ends_with('\n')) expected.pop_back();
  const auto tokens = (*model)->store.gguf()->metadata().texts("tokenizer.ggml.tokens");
  ASSERT_TRUE(tokens.ok());
  for (const DType kv_type : {DType::kF32, DType::kF16}) {
    Runner runner((*model)->decoder, 2, kv_type);
    const std::string text = text_of(*tokens, runner.greedy({1}, 200));
    EXPECT_EQ(text.substr(text.find_first_not_of(' ')), expected);
  }
}

}  // namespace
}  // namespace st::model
