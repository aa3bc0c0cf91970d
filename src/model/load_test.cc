// Weights that are quantised while loading, and weights that are drawn.
#include <unistd.h>

#include <filesystem>

#include "model/made_tensor.h"
#include "model/model_testing.h"
#include "quant/quant_format.h"
#include "weights/quantize.h"

namespace st::model {
namespace {

std::unique_ptr<DecoderModel> opened(const std::string& path, const LoadOptions& options = {}) {
  Result<std::unique_ptr<DecoderModel>> model = open_decoder(path, options);
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.error().message);
  return model.ok() ? std::move(model).value() : nullptr;
}

LoadOptions brought_to(DType type) {
  LoadOptions options;
  options.matrix_type = type;
  return options;
}

std::vector<float> logits_of(const DecoderModel& model) {
  Runner runner(model.decoder, 2);
  return runner.logits({5, 3, 8, 40, 7, 12, 20, 9});
}

TEST(LoadedWeights, AreWhatQuantizeWouldHaveWritten) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("st_load_" + std::to_string(::getpid()) + ".gguf"))
          .string();
  for (const char* family : {"qwen3.gguf", "gpt2.gguf", "mixtral.gguf", "gemma2.gguf"}) {
    const std::string source = family_folder("gguf/") + family;
    for (const DType type : {DType::kQ8_0, DType::kQ4_0, DType::kF16}) {
      Result<WeightStore> store = WeightStore::open(source);
      ASSERT_TRUE(store.ok());
      const Result<QuantizePlan> plan = plan_quantize(*store, type);
      ASSERT_TRUE(plan.ok()) << plan.error().message;
      ASSERT_TRUE(write_quantized(*plan, path, 1).ok());
      const auto written = opened(path), at_load = opened(source, brought_to(type));
      ASSERT_TRUE(written && at_load);
      EXPECT_EQ(logits_of(*written), logits_of(*at_load)) << family << " " << name(type);
    }
  }
  std::filesystem::remove(path);
}

TEST(LoadedWeights, TakeWhatWasPlannedBeforeTheyWereRead) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(family_folder(""))) {
    const bool is_model =
        entry.path().extension() == ".gguf" || std::filesystem::exists(entry.path() / "config.json");
    if (!is_model) continue;
    std::vector<LoadOptions> ways = {{}, brought_to(DType::kQ8_0), brought_to(DType::kF16)};
    if (entry.is_directory()) ways.emplace_back().random = RandomWeights{};
    for (const LoadOptions& options : ways) {
      Result<DescribedModel> described = describe_decoder(entry.path(), options);
      ASSERT_TRUE(described.ok()) << described.error().message;
      const PlannedWeights planned = described->planned_weights();
      const auto loaded = load_decoder(std::move(described).value());
      ASSERT_TRUE(loaded.ok()) << loaded.error().message;
      EXPECT_EQ(planned.total(), static_cast<std::int64_t>((*loaded)->decoder.weight_bytes()))
          << entry.path();
      EXPECT_EQ(planned.owned_bytes, static_cast<std::int64_t>((*loaded)->decoder.owned_bytes()))
          << entry.path();
    }
  }
}

TEST(LoadedWeights, AnEmbeddingOfItsOwnIsCountedByTheRowsThatAreRead) {
  const auto planned_for = [](const char* family, const LoadOptions& options) {
    const Result<DescribedModel> described = describe_decoder(family_folder(family), options);
    EXPECT_TRUE(described.ok());
    return described->planned_weights();
  };
  const PlannedWeights own = planned_for("llama", {});
  EXPECT_GT(own.lookup_bytes, 0);
  EXPECT_EQ(own.touched_bytes({}, 0), own.total() - own.lookup_bytes);
  EXPECT_EQ(own.touched_bytes({}, 1), own.total());  // a table this small comes in with one row
  PlannedWeights large;
  large.mapped_bytes = 50'000'000;
  large.lookup_bytes = 20'000'000;
  large.lookup_rows = 10'000;
  const std::vector<std::int32_t> ids = {3, 4, 3, 9'999};  // the first two stand beside each other
  EXPECT_EQ(large.touched_bytes(ids, 10), 30'000'000 + 12 * 65536);
  EXPECT_EQ(large.touched_bytes({}, 1'000'000), 50'000'000);
  // The output matrix is read whole, and what was converted is in memory whole.
  EXPECT_EQ(planned_for("llama-tied-biased", {}).lookup_bytes, 0);
  EXPECT_EQ(planned_for("llama", brought_to(DType::kQ8_0)).lookup_bytes, 0);
}

TEST(LoadedWeights, StayNearTheRecordedLogitsInEveryFamily) {
  for (const auto& entry : std::filesystem::directory_iterator(family_folder(""))) {
    if (!std::filesystem::exists(entry.path() / "config.json")) continue;
    const auto exact = opened(entry.path()), rounded = opened(entry.path(), brought_to(DType::kQ8_0));
    ASSERT_TRUE(exact && rounded);
    EXPECT_LE(rounded->decoder.weight_bytes(), exact->decoder.weight_bytes());
    const double error =
        largest_error(logits_of(*exact), logits_of(*rounded), exact->decoder.spec().n_vocab);
    EXPECT_GT(error, 0.0) << entry.path();
    EXPECT_LT(error, 0.5) << entry.path();
  }
}

TEST(LoadedWeights, WhatCannotBeGivenTheTypeIsTold) {
  const auto model = opened(family_folder("llama"), brought_to(DType::kQ4_K));
  ASSERT_TRUE(model);
  ASSERT_EQ(model->decoder.load_notes().size(), 2u);
  EXPECT_EQ(model->decoder.load_notes()[0],
            "2 matrices of 40 elements a row, no multiple of 256 as q4_k needs: f16 instead");
}

TEST(RandomWeightsTest, EveryConfigurationGetsAModelThatComputes) {
  for (const auto& entry : std::filesystem::directory_iterator(family_folder(""))) {
    if (!std::filesystem::exists(entry.path() / "config.json")) continue;
    LoadOptions options;
    options.random = RandomWeights{};
    const auto first = opened(entry.path() / "config.json", options);
    options.jobs = 1;
    const auto again = opened(entry.path(), options);
    options.random->seed = 2;
    const auto other = opened(entry.path(), options);
    ASSERT_TRUE(first && again && other);
    const std::vector<float> logits = logits_of(*first);
    for (const float logit : logits) ASSERT_TRUE(std::isfinite(logit)) << entry.path();
    EXPECT_EQ(logits, logits_of(*again)) << entry.path();
    EXPECT_NE(logits, logits_of(*other)) << entry.path();
  }
}

// Worked out apart from this program, in whole numbers: sums less 131070, times 0.02 / 37837.22 as a float.
TEST(RandomWeightsTest, AreTheSameOnEveryMachine) {
  const RowSource rows = random_rows({1, 0.02}, "model.embed_tokens.weight", 5);
  std::vector<float> values(5);
  rows(0, values);
  const std::vector<float> first = values;
  rows(1, values);
  EXPECT_EQ(first, (std::vector<float>{-0x1.5bb008p-5f, -0x1.e6344p-6f, 0x1.a52ed2p-6f, -0x1.73559ep-7f,
                                       -0x1.0f7272p-9f}));
  EXPECT_EQ(values, (std::vector<float>{-0x1.200166p-5f, -0x1.2025fcp-5f, -0x1.5d4d82p-7f, -0x1.647da4p-8f,
                                        -0x1.315c52p-5f}));
}

TEST(RandomWeightsTest, HaveTheirSpread) {
  const RowSource rows = random_rows({3, 0.02}, "x", 100000);
  std::vector<float> values(100000);
  rows(0, values);
  double sum = 0.0, squares = 0.0;
  for (const float value : values) sum += value, squares += double(value) * value;
  EXPECT_NEAR(sum / 1e5, 0.0, 0.0003);
  EXPECT_NEAR(std::sqrt(squares / 1e5), 0.02, 0.0002);
}

TEST(RandomWeightsTest, AMissingConfigurationIsTold) {
  LoadOptions options;
  options.random = RandomWeights{};
  EXPECT_EQ(open_decoder("/nowhere", options).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(open_decoder(family_folder("gguf"), options).error().kind, ErrorKind::kModel);
}

// A corpus whose inputs are refused at the door would test the door alone.
TEST(FuzzSeeds, EveryOneIsAModelThatCanBeLoaded) {
  int n_seeds = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(ST_SOURCE_DIR) + "/fuzz/corpus/decoder")) {
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    const std::string_view content = std::string_view(bytes).substr(1);
    LoadOptions options;
    options.jobs = 1;
    if (bytes.front() % 2 == 0) {
      options.random = RandomWeights{};
      const Result<Architecture> made = describe_config(content, entry.path());
      ASSERT_TRUE(made.ok()) << made.error().message;
      EXPECT_TRUE(load_decoder_weights({}, made->spec, made->names, options).ok());
    } else {
      const Result<GgufFile> file = GgufFile::parse(content, entry.path());
      ASSERT_TRUE(file.ok()) << file.error().message;
      const Result<Architecture> made = describe_gguf(file->metadata(), entry.path(), file->tensors());
      ASSERT_TRUE(made.ok()) << made.error().message;
      const Result<DecoderWeights> loaded =
          load_decoder_weights(file->tensors(), made->spec, made->names, options);
      EXPECT_TRUE(loaded.ok()) << entry.path() << (loaded.ok() ? "" : loaded.error().message);
    }
    ++n_seeds;
  }
  EXPECT_GE(n_seeds, 30);
}

TEST(MatrixElements, AreThoseOfTheLoadedMatrices) {
  for (const auto& entry : std::filesystem::directory_iterator(family_folder(""))) {
    if (!std::filesystem::exists(entry.path() / "config.json")) continue;
    LoadOptions options;
    options.random = RandomWeights{};
    const auto drawn = opened(entry.path(), options);
    ASSERT_TRUE(drawn);
    EXPECT_EQ(drawn->decoder.weight_bytes(),
              4 * static_cast<std::size_t>(matrix_elements(drawn->decoder.spec())))
        << entry.path();
  }
}

TEST(RandomWeightsTest, WhatDoesNotFitIsRefusedBeforeAnythingIsTaken) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("st_large_" + std::to_string(::getpid()) + ".json"))
          .string();
  std::ofstream(path) << R"({"model_type":"llama","hidden_size":65536,"intermediate_size":262144,)"
                         R"("num_hidden_layers":1000,"num_attention_heads":512,"vocab_size":100000})";
  LoadOptions options;
  options.random = RandomWeights{};
  const auto refused = open_decoder(path, options);
  std::filesystem::remove(path);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kResources);
  EXPECT_NE(refused.error().message.find("are free"), std::string::npos) << refused.error().message;
}

}  // namespace
}  // namespace st::model
