#include "weights/gguf.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace st {
namespace {

const std::string kShared = std::string(ST_SOURCE_DIR) + "/../shared/data/";

TEST(Gguf, OpensStories260k) {
  const std::string path = kShared + "models/stories260k/tinyllamas-stories-260k-f32.gguf";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no ../shared/data/models here";
  const Result<GgufFile> file = GgufFile::open(path);
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file->version(), 1u);
  EXPECT_EQ(*file->metadata().text("general.architecture"), "llama");
  EXPECT_EQ(*file->metadata().integer("llama.block_count"), 5);
  EXPECT_EQ(file->metadata().texts("tokenizer.ggml.tokens")->size(), 512u);
  EXPECT_EQ(file->metadata().numbers("tokenizer.ggml.scores")->size(), 512u);
  EXPECT_EQ(file->tensors().get("token_embd.weight")->shape(), (Shape{512, 64}));
  EXPECT_EQ(file->tensors().get("blk.4.attn_k.weight")->shape(), (Shape{32, 64}));
  EXPECT_EQ(file->tensors().get("blk.9.attn_k.weight").error().message,
            path + ": tensor 'blk.9.attn_k.weight' is missing");
}

TEST(Gguf, OpensEveryVocabularyFile) {
  const std::string folder = kShared + "tokenizers/ggml-vocab";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no ../shared/data/tokenizers here";
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".gguf") continue;
    const Result<GgufFile> file = GgufFile::open(entry.path());
    ASSERT_TRUE(file.ok()) << file.error().message;
    EXPECT_EQ(file->version(), 3u);
    EXPECT_GT(file->metadata().texts("tokenizer.ggml.tokens")->size(), 30000u);
    ++count;
  }
  EXPECT_GE(count, 6);
}

}  // namespace
}  // namespace st
