#include "weights/quantize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <sstream>

#include "base/file.h"
#include "quant/quant_format.h"
#include "weights/test_bytes.h"

namespace st {
namespace {

const std::string kStories =
    std::string(ST_SOURCE_DIR) + "/../shared/data/models/stories260k/tinyllamas-stories-260k-f32.gguf";

class QuantizeTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "quantize-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& bytes) {
    const std::string path = folder_ + "/" + name;
    EXPECT_TRUE(write_file(path, bytes).ok());
    return path;
  }
  std::string quantize(const std::string& input, DType type, std::size_t jobs,
                       const std::string& name = "out.gguf") {
    const Result<WeightStore> store = WeightStore::open(input);
    if (!store.ok()) return store.error().message;
    const Result<QuantizePlan> plan = plan_quantize(*store, type);
    if (!plan.ok()) return plan.error().message;
    notes_ = plan->notes;
    const Status status = write_quantized(*plan, folder_ + "/" + name, jobs);
    return status.ok() ? "" : status.error().message;
  }

  std::string folder_;
  std::vector<std::string> notes_;
};

float value_at(std::size_t i) {
  return std::sin(static_cast<float>(i) * 0.37f) * 0.1f;
}

// A GGUF file with f32 tensors of such values.
std::string gguf_with(const std::vector<std::pair<std::string, Shape>>& tensors) {
  GgufHeader header;
  header.add_text("general.architecture", "llama");
  header.add_u32("general.file_type", 99);
  header.add_bool("tokenizer.ggml.add_bos_token", true);
  for (const auto& [name, shape] : tensors) EXPECT_TRUE(header.add_tensor(name, DType::kF32, shape).ok());
  std::string bytes = header.header();
  for (const auto& [name, shape] : tensors) {
    for (std::size_t i = 0; i < shape.element_count(); ++i) {
      const float value = value_at(i);
      bytes.append(reinterpret_cast<const char*>(&value), 4);
    }
    bytes += GgufHeader::padding(bytes.size());
  }
  return bytes;
}

const std::vector<std::pair<std::string, Shape>> kModelTensors = {
    {"token_embd.weight", Shape{3000, 256}},        {"blk.0.attn_norm.weight", Shape{256}},
    {"blk.0.attn_q.weight", Shape{64, 256}},        {"blk.0.ffn_down.weight", Shape{256, 96}},
    {"blk.0.ffn_up_exps.weight", Shape{2, 3, 512}}, {"blk.0.odd.weight", Shape{8, 100}},
};

TEST_F(QuantizeTest, ChoosesTypesAndSaysWhereItFallsBack) {
  const std::string input = write("in.gguf", gguf_with(kModelTensors));
  ASSERT_EQ(quantize(input, DType::kQ4_K, 2), "");
  const Result<GgufFile> file = GgufFile::open(folder_ + "/out.gguf");
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file->version(), 3u);
  const std::map<std::string, DType> expected = {
      {"token_embd.weight", DType::kQ6_K},  // no output.weight: it stands in for it
      {"blk.0.attn_norm.weight", DType::kF32}, {"blk.0.attn_q.weight", DType::kQ4_K},
      {"blk.0.ffn_down.weight", DType::kQ8_0}, {"blk.0.ffn_up_exps.weight", DType::kQ4_K},
      {"blk.0.odd.weight", DType::kF16},
  };
  for (const auto& [name, dtype] : expected) {
    const Result<TensorView> tensor = file->tensors().get(name);
    ASSERT_TRUE(tensor.ok()) << tensor.error().message;
    EXPECT_EQ(tensor->dtype(), dtype) << name;
    const Result<Tensor> values = decode_to_f32(*tensor);
    ASSERT_TRUE(values.ok());
    for (std::size_t i = 0; i < values->f32().size(); ++i)
      ASSERT_NEAR(values->f32()[i], value_at(i), 0.02) << name;
  }
  EXPECT_THAT(notes_, testing::UnorderedElementsAre(
                          "1 tensor of 96 elements a row, no multiple of 256 as q4_k needs: q8_0 instead",
                          "1 tensor of 100 elements a row, no multiple of 256 as q4_k needs: f16 instead"));
  EXPECT_EQ(*file->metadata().integer("general.file_type"), 14);
  EXPECT_TRUE(*file->metadata().boolean("tokenizer.ggml.add_bos_token"));
}

TEST_F(QuantizeTest, SameBytesOnAnyNumberOfThreads) {
  const std::string input = write("in.gguf", gguf_with(kModelTensors));
  for (const DType type : quantize_types()) {
    std::string first;
    for (const std::size_t jobs : {1u, 2u, 7u}) {
      ASSERT_EQ(quantize(input, type, jobs), "");
      const Result<std::string> bytes = read_file(folder_ + "/out.gguf");
      ASSERT_TRUE(bytes.ok());
      if (first.empty()) first = *bytes;
      EXPECT_TRUE(first == *bytes) << name(type) << " on " << jobs;
    }
  }
}

TEST_F(QuantizeTest, ProgressEndsAtTheElementCount) {
  const std::string input = write("in.gguf", gguf_with(kModelTensors));
  const Result<WeightStore> store = WeightStore::open(input);
  const Result<QuantizePlan> plan = plan_quantize(*store, DType::kQ8_0);
  std::size_t last = 0, total = 1;
  ASSERT_TRUE(write_quantized(*plan, folder_ + "/out.gguf", 1, [&](std::size_t done, std::size_t of) {
                EXPECT_GE(done, last);
                last = done;
                total = of;
              }).ok());
  EXPECT_EQ(last, total);
  EXPECT_EQ(total, 3000u * 256 + 256 + 64 * 256 + 256 * 96 + 3072 + 800);
}

TEST_F(QuantizeTest, ValuesThatCantBeKeptAreRefusedAndNothingIsLeft) {
  std::string bytes = gguf_with({{"w.weight", Shape{2, 32}}});
  const float nan = NAN, large = 70000.0f;
  std::memcpy(bytes.data() + bytes.size() - 4, &nan, 4);
  EXPECT_EQ(quantize(write("nan.gguf", bytes), DType::kQ8_0, 2),
            "tensor 'w.weight' holds a value that is no finite number");
  std::memcpy(bytes.data() + bytes.size() - 4, &large, 4);
  const std::string path = write("large.gguf", bytes);
  EXPECT_EQ(quantize(path, DType::kF16, 2),
            "tensor 'w.weight' holds 70000.000000, which f16 can't; bf16 and f32 can");
  EXPECT_EQ(quantize(path, DType::kBF16, 2, "fine.gguf"), "");
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    left.push_back(entry.path().filename());
  EXPECT_THAT(left, testing::UnorderedElementsAre("nan.gguf", "large.gguf", "fine.gguf"));
}

TEST_F(QuantizeTest, QuantisedTensorsAreCopiedOrDecodedWithANote) {
  const std::string input = write("in.gguf", gguf_with(kModelTensors));
  ASSERT_EQ(quantize(input, DType::kQ8_0, 2, "q8.gguf"), "");
  ASSERT_EQ(quantize(folder_ + "/q8.gguf", DType::kQ8_0, 2, "again.gguf"), "");
  EXPECT_TRUE(*read_file(folder_ + "/q8.gguf") == *read_file(folder_ + "/again.gguf"));
  ASSERT_EQ(quantize(folder_ + "/q8.gguf", DType::kQ4_K, 2), "");
  EXPECT_THAT(notes_,
              testing::Contains("3 tensors are quantised already: what was lost there stays lost at q4_k"));
}

// ---- safetensors folders ----

constexpr std::size_t kHeads = 2, kKvHeads = 1, kHeadDim = 4, kModel = 8;

struct HfTensor {
  std::string name;
  std::vector<std::size_t> shape;
  bool numbered_rows = false;  // row r holds the value r: shows where a row went
};

std::string hf_bytes(const std::vector<HfTensor>& tensors) {
  std::string header = "{", data;
  for (const HfTensor& tensor : tensors) {
    std::size_t n = 1;
    std::string shape;
    for (const std::size_t extent : tensor.shape) {
      n *= extent;
      shape += (shape.empty() ? "" : ",") + std::to_string(extent);
    }
    header += (header.size() > 1 ? ",\"" : "\"") + tensor.name + "\":{\"dtype\":\"F32\",\"shape\":[" +
              shape + "],\"data_offsets\":[" + std::to_string(data.size()) + "," +
              std::to_string(data.size() + n * 4) + "]}";
    for (std::size_t i = 0; i < n; ++i) {
      const float value = tensor.numbered_rows ? static_cast<float>(i * tensor.shape[0] / n) : 0.5f;
      data.append(reinterpret_cast<const char*>(&value), 4);
    }
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  return TestBytes().u64(header.size()).raw(header).raw(data);
}

std::vector<HfTensor> llama_tensors() {
  return {{"model.embed_tokens.weight", {6, kModel}},
          {"model.layers.10.input_layernorm.weight", {kModel}},
          {"model.layers.2.self_attn.q_proj.weight", {kHeads * kHeadDim, kModel}, true},
          {"model.layers.2.self_attn.q_proj.bias", {kHeads * kHeadDim}, true},
          {"model.layers.2.self_attn.k_proj.weight", {kKvHeads * kHeadDim, kModel}, true},
          {"model.layers.2.self_attn.v_proj.weight", {kKvHeads * kHeadDim, kModel}, true},
          {"model.layers.2.self_attn.rotary_emb.inv_freq", {2}},
          {"model.norm.weight", {kModel}},
          {"lm_head.weight", {6, kModel}}};
}

std::string hf_config(const std::string& model_type, const std::string& more = "") {
  return R"({"model_type":")" + model_type +
         R"(","num_hidden_layers":11,"hidden_size":8,"intermediate_size":16,)" +
         R"("num_attention_heads":2,"num_key_value_heads":1,"max_position_embeddings":64,"vocab_size":6,)" +
         R"("bos_token_id":4,"eos_token_id":[5,4])" + more + "}";
}

constexpr const char* kTokenizer = R"({"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]},
  "added_tokens":[{"id":4,"content":"<s>","special":true},{"id":3,"content":"<x>","special":false}]})";

std::vector<float> first_of_each_row(const TensorView& tensor) {
  std::vector<float> firsts;
  for (std::size_t i = 0; i < tensor.row_count(); ++i) firsts.push_back(tensor.f32_row(i)[0]);
  return firsts;
}

TEST_F(QuantizeTest, ALlamaFolderBecomesGguf) {
  write("model.safetensors", hf_bytes(llama_tensors()));
  write("config.json", hf_config("llama"));
  write("tokenizer.json", kTokenizer);
  ASSERT_EQ(quantize(folder_, DType::kF32, 2), "");
  const Result<GgufFile> file = GgufFile::open(folder_ + "/out.gguf");
  ASSERT_TRUE(file.ok()) << file.error().message;
  std::vector<std::string> names;
  for (const NamedTensor& tensor : file->tensors().all()) names.push_back(tensor.name);
  EXPECT_THAT(names,
              testing::ElementsAre("token_embd.weight", "blk.2.attn_q.weight", "blk.2.attn_q.bias",
                                   "blk.2.attn_k.weight", "blk.2.attn_v.weight", "blk.10.attn_norm.weight",
                                   "output_norm.weight", "output.weight"));
  const std::vector<float> interleaved = {0, 2, 1, 3, 4, 6, 5, 7};
  EXPECT_EQ(first_of_each_row(*file->tensors().get("blk.2.attn_q.weight")), interleaved);
  EXPECT_THAT(file->tensors().get("blk.2.attn_q.bias")->f32(), testing::ElementsAreArray(interleaved));
  EXPECT_THAT(first_of_each_row(*file->tensors().get("blk.2.attn_k.weight")),
              testing::ElementsAre(0, 2, 1, 3));
  EXPECT_THAT(first_of_each_row(*file->tensors().get("blk.2.attn_v.weight")),
              testing::ElementsAre(0, 1, 2, 3));
  const GgufMetadata& metadata = file->metadata();
  EXPECT_EQ(*metadata.integer("llama.attention.head_count_kv"), 1);
  EXPECT_EQ(*metadata.text("tokenizer.ggml.model"), "gpt2");
  EXPECT_THAT(*metadata.texts("tokenizer.ggml.tokens"),
              testing::ElementsAre("a", "b", "ab", "<x>", "<s>", "[PAD5]"));
  EXPECT_THAT(*metadata.integers("tokenizer.ggml.token_type"), testing::ElementsAre(1, 1, 1, 4, 3, 5));
  EXPECT_EQ(*metadata.integer("tokenizer.ggml.eos_token_id"), 5);
  EXPECT_EQ(*metadata.text("tokenizer.huggingface.json"), kTokenizer);
}

// The published divisors of Llama 3.2 1B at the ends of the range, and one between, worked out by hand:
// theta 500000, head_dim 64, pair 16 has 8192 / (2 pi 500000^(1/2)) = 1.8438 waves, so (1.8438 - 1) / 3 of
// it is kept.
TEST_F(QuantizeTest, Llama3ScalingBecomesATableOfDivisors) {
  write("model.safetensors", hf_bytes({{"model.embed_tokens.weight", {6, kModel}}}));
  write("config.json",
        hf_config("llama", R"(,"head_dim":64,"rope_theta":500000.0,"rope_scaling":{"rope_type":"llama3",
    "factor":32.0,"low_freq_factor":1.0,"high_freq_factor":4.0,"original_max_position_embeddings":8192})"));
  ASSERT_EQ(quantize(folder_, DType::kQ8_0, 1), "");
  const Result<GgufFile> file = GgufFile::open(folder_ + "/out.gguf");
  ASSERT_TRUE(file.ok());
  const Result<TensorView> table = file->tensors().get("rope_freqs.weight", Shape{32});
  ASSERT_TRUE(table.ok()) << table.error().message;
  EXPECT_EQ(table->f32()[0], 1.0f);
  EXPECT_EQ(table->f32()[31], 32.0f);
  const double kept = (1.84384 - 1.0) / 3.0;
  EXPECT_NEAR(table->f32()[16], 1.0 / ((1.0 - kept) / 32.0 + kept), 1e-3);
  write("config.json", hf_config("llama", R"(,"rope_scaling":{"rope_type":"llama3","factor":32.0})"));
  EXPECT_THAT(quantize(folder_, DType::kF32, 1),
              testing::HasSubstr("rope_scaling has no 'low_freq_factor' that is a number"));
}

// Transformers 5 writes the same settings under rope_parameters; Mistral's window holds in every layer.
TEST_F(QuantizeTest, NewerRotarySettingsAndAWindowAreCarriedOver) {
  write("model.safetensors", hf_bytes({{"model.embed_tokens.weight", {6, kModel}}}));
  write("config.json",
        hf_config("mistral", R"(,"head_dim":64,"sliding_window":16,"rope_parameters":{"rope_theta":500000.0,
    "rope_type":"llama3","factor":32.0,"low_freq_factor":1.0,"high_freq_factor":4.0,
    "original_max_position_embeddings":8192})"));
  ASSERT_EQ(quantize(folder_, DType::kF32, 1), "");
  const Result<GgufFile> file = GgufFile::open(folder_ + "/out.gguf");
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(*file->metadata().integer("llama.attention.sliding_window"), 16);
  EXPECT_NEAR(*file->metadata().number("llama.rope.freq_base"), 500000.0, 1.0);
  EXPECT_TRUE(file->tensors().get("rope_freqs.weight", Shape{32}).ok());
  write("config.json", hf_config("qwen2", R"(,"use_sliding_window":true,"sliding_window":16)"));
  EXPECT_THAT(quantize(folder_, DType::kF32, 1), testing::HasSubstr("windows in some of its layers"));
}

TEST_F(QuantizeTest, AQwenFolderKeepsTheOrderOfItsRows) {
  write("model.safetensors", hf_bytes(llama_tensors()));
  write("config.json", hf_config("qwen2", R"(,"tie_word_embeddings":true)"));
  ASSERT_EQ(quantize(folder_, DType::kF32, 2), "");
  EXPECT_THAT(notes_, testing::Contains(
                          "the folder has no tokenizer.json: the file is written without a vocabulary"));
  const Result<GgufFile> file = GgufFile::open(folder_ + "/out.gguf");
  ASSERT_TRUE(file.ok());
  EXPECT_THAT(first_of_each_row(*file->tensors().get("blk.2.attn_q.weight")),
              testing::ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(file->tensors().find("output.weight"), nullptr);
}

TEST_F(QuantizeTest, WhatStandsInTheWayOfAFolderIsNamed) {
  write("model.safetensors", hf_bytes(llama_tensors()));
  EXPECT_EQ(quantize(folder_, DType::kF32, 1), folder_ + ": config.json is missing");
  const std::string config = folder_ + "/config.json: ";
  write("config.json", hf_config("mamba"));
  EXPECT_EQ(
      quantize(folder_, DType::kF32, 1),
      config + "model_type is 'mamba'; families that can be written as GGUF: llama, mistral, qwen2, qwen3");
  write("config.json", R"({"model_type":"llama"})");
  EXPECT_EQ(quantize(folder_, DType::kF32, 1), config + "'num_hidden_layers' is missing");
  write("config.json", hf_config("llama", R"(,"rope_scaling":{"rope_type":"yarn","factor":4})"));
  EXPECT_EQ(
      quantize(folder_, DType::kF32, 1),
      config + "rope_scaling is of type 'yarn', which can't be written yet; 'linear' and 'llama3' can");
  write("config.json", hf_config("llama", R"(,"tie_word_embeddings":"yes")"));
  EXPECT_THAT(quantize(folder_, DType::kF32, 1), testing::HasSubstr("a value has the wrong type"));
  write("config.json", hf_config("llama"));
  write("model.safetensors", hf_bytes({{"model.layers.0.mlp.strange.weight", {2, 2}}}));
  EXPECT_EQ(
      quantize(folder_, DType::kF32, 1),
      folder_ + ": tensor 'model.layers.0.mlp.strange.weight' has no name in the GGUF family 'llama'");
  write("model.safetensors", hf_bytes({{"model.layers.0.self_attn.q_proj.weight", {7, 8}}}));
  EXPECT_THAT(quantize(folder_, DType::kF32, 1),
              testing::HasSubstr("has 7 rows, which are no whole heads of 4"));
  write("model.safetensors", hf_bytes(llama_tensors()));
  write("tokenizer.json", R"({"model":{"vocab":{"a":77},"merges":[]}})");
  EXPECT_THAT(quantize(folder_, DType::kF32, 1),
              testing::HasSubstr("has 78 tokens; config.json's vocab_size is 6"));
  write("tokenizer.json", R"({"model":{"vocab":{"a":0},"merges":[3]}})");
  EXPECT_THAT(quantize(folder_, DType::kF32, 1),
              testing::HasSubstr("a value of its BPE model has the wrong type"));
}

// ---- a trained model ----

TEST_F(QuantizeTest, Stories260kIsRewrittenAsVersion3BitForBit) {
  if (!std::filesystem::exists(kStories)) GTEST_SKIP() << "no ../shared/data/models here";
  ASSERT_EQ(quantize(kStories, DType::kF32, 2), "");
  const Result<GgufFile> before = GgufFile::open(kStories);
  const Result<GgufFile> after = GgufFile::open(folder_ + "/out.gguf");
  ASSERT_TRUE(before.ok() && after.ok());
  EXPECT_EQ(after->version(), 3u);
  ASSERT_EQ(after->tensors().all().size(), before->tensors().all().size());
  for (const NamedTensor& tensor : before->tensors().all()) {
    const TensorView written = *after->tensors().get(tensor.name, tensor.view.shape());
    EXPECT_EQ(std::memcmp(written.data(), tensor.view.data(), tensor.view.byte_count()), 0) << tensor.name;
  }
  for (const GgufMetadata::Entry& entry : before->metadata().entries()) {
    if (entry.key == "general.file_type" || entry.key == "general.quantization_version") continue;
    const GgufValue* value = after->metadata().find(entry.key);
    ASSERT_NE(value, nullptr) << entry.key;
    EXPECT_EQ(value->type, entry.value.type);
    EXPECT_EQ(value->texts, entry.value.texts);
    if (entry.value.texts.empty()) {
      EXPECT_EQ(value->bytes, entry.value.bytes) << entry.key;
    }
  }
}

// "tensor type squared-error" a line: what the reference's encoder loses (scripts/make_quant_fixtures.py).
TEST_F(QuantizeTest, Stories260kIsEncodedAtLeastAsWellAsByTheReference) {
  const Result<GgufFile> file = GgufFile::open(kStories);
  if (!file.ok()) GTEST_SKIP() << "no ../shared/data/models here";
  const Result<std::string> recorded =
      read_file(std::string(ST_SOURCE_DIR) + "/src/quant/testdata/encode_stories260k.txt");
  ASSERT_TRUE(recorded.ok());
  std::istringstream lines(*recorded);
  std::string tensor, type;
  double theirs = 0;
  std::map<std::string, std::pair<double, double>> sums;
  int compared = 0, worse = 0;
  while (lines >> tensor >> type >> theirs) {
    const DType dtype = *find_dtype(type);
    const std::size_t block = info(dtype).block_elements;
    const std::span<const float> values = file->tensors().get(tensor)->f32();
    const std::size_t n = values.size() / block * block;
    std::vector<std::byte> blocks(*byte_count(dtype, n));
    std::vector<float> back(n);
    find_quant_format(dtype)->encode(values.data(), n, blocks.data());
    find_quant_format(dtype)->decode(blocks.data(), n, back.data());
    double ours = 0;
    for (std::size_t i = 0; i < n; ++i)
      ours += std::pow(static_cast<double>(back[i]) - static_cast<double>(values[i]), 2);
    EXPECT_LE(ours, theirs) << tensor << " " << type;
    sums[type].first += ours;
    sums[type].second += theirs;
    worse += ours > theirs;
    ++compared;
  }
  for (const auto& [of, errors] : sums) {
    std::printf("stories260k %-5s rms here / reference %.4f\n", of.c_str(),
                std::sqrt(errors.first / errors.second));
  }
  std::printf("%d of %d tensors have a larger error than the reference's\n", worse, compared);
  EXPECT_EQ(compared, 207);
}

}  // namespace
}  // namespace st
