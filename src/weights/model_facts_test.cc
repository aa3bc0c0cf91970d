#include "weights/model_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "weights/gguf_writer.h"

namespace st {
namespace {

std::string llama_header(const std::function<void(GgufHeader&)>& more) {
  GgufHeader header;
  header.add_text("general.architecture", "llama");
  header.add_u32("llama.block_count", 3);
  header.add_u32("llama.embedding_length", 64);
  header.add_u32("llama.attention.head_count", 4);
  more(header);
  return header.header();
}

Result<ModelFacts> facts_of(const std::string& bytes) {
  ST_ASSIGN_OR_RETURN(const GgufFile file, GgufFile::parse(bytes, "m.gguf"));
  return facts_of_gguf(file.metadata());
}

TEST(ModelFacts, KvCacheOfHeadsThatAreWholeBlocks) {
  const Result<ModelFacts> facts = facts_of(llama_header([](GgufHeader& header) {
    header.add_u32("llama.attention.head_count_kv", 2);
    header.add_u32("llama.attention.key_length", 64);
    header.add_u32("llama.attention.value_length", 32);
  }));
  ASSERT_TRUE(facts.ok()) << facts.error().message;
  EXPECT_EQ(facts->kv_bytes_per_token(DType::kF16), 3 * 2 * (64 + 32) * 2u);
  EXPECT_EQ(facts->kv_bytes_per_token(DType::kQ8_0), 3 * 2 * (2 + 1) * 34u);
}

TEST(ModelFacts, HeadsThatDifferFromLayerToLayer) {
  const std::array<std::int32_t, 3> heads = {4, 0, 2};
  const Result<ModelFacts> facts = facts_of(
      llama_header([&](GgufHeader& header) { header.add_i32s("llama.attention.head_count_kv", heads); }));
  ASSERT_TRUE(facts.ok());
  EXPECT_EQ(facts->key_dim, 16u);
  EXPECT_EQ(facts->kv_bytes_per_token(DType::kF16), 6 * 32 * 2u);
  EXPECT_EQ(facts->kv_bytes_per_token(DType::kQ8_0), 0u);  // half a block
}

TEST(ModelFacts, WrongTypesAndSizesAreNamed) {
  EXPECT_EQ(
      facts_of(llama_header([](GgufHeader& h) { h.add_text("llama.context_length", "many"); }))
          .error()
          .message,
      "m.gguf: metadata key 'llama.context_length' is of type string; expected an integer below 2^63");
  EXPECT_THAT(facts_of(llama_header([](GgufHeader& h) { h.add_u64("llama.context_length", 1ull << 60); }))
                  .error()
                  .message,
              testing::HasSubstr("'llama.context_length' is 1152921504606846976; expected 0 to 2^40"));
  EXPECT_EQ(facts_of_config(R"({"hidden_size": -4})", "config.json").error().message,
            "config.json: 'hidden_size' is no whole number from 0 to 2^40");
}

TEST(ModelFacts, NamesThatConfigsUse) {
  const Result<ModelFacts> gpt2 = facts_of_config(
      R"({"model_type":"gpt2","n_layer":12,"n_embd":768,"n_head":12,"n_positions":1024})", "c");
  ASSERT_TRUE(gpt2.ok());
  EXPECT_EQ(gpt2->kv_bytes_per_token(DType::kF16), 12 * 12 * 128 * 2u);
  const Result<ModelFacts> qwen = facts_of_config(
      R"({"model_type":"qwen2","num_hidden_layers":24,"hidden_size":896,"num_attention_heads":14,
          "num_key_value_heads":2,"vocab_size":151936,"max_position_embeddings":131072})",
      "c");
  ASSERT_TRUE(qwen.ok());
  EXPECT_EQ(qwen->key_dim, 64u);
  EXPECT_EQ(qwen->kv_bytes_per_token(DType::kF16), 24 * 2 * 128 * 2u);
  EXPECT_EQ(qwen->context_tokens, 131072u);
}

}  // namespace
}  // namespace st
