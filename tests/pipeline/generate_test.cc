// generate and logits as programs: what they print, how they end.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/run_program.h"

namespace st::pipeline {
namespace {

using ::testing::HasSubstr;

const std::string kTiny = std::string(ST_SOURCE_DIR) + "/src/model/testdata/qwen3";
const std::string kStoriesFolder = std::string(ST_SOURCE_DIR) + "/../shared/data/models/stories260k/";
const std::string kStoriesModel = kStoriesFolder + "tinyllamas-stories-260k-f32.gguf";

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(Generate, WritesTheTrainedModelsText) {
  if (!std::filesystem::exists(kStoriesModel)) GTEST_SKIP() << "no ../shared/data/models here";
  const Outcome outcome =
      run_program({{"generate", "--model", kStoriesModel, "--prompt", "", "--max-tokens", "200"}});
  EXPECT_THAT(outcome, ends_with(0));
  EXPECT_EQ(outcome.out, bytes_of(kStoriesFolder + "expected-greedy-200.txt") + "\n");
}

TEST(Generate, PrintsTheReferencesIdsWhereThereIsNoTokenizer) {
  std::ifstream file(kTiny + "/ids.txt");
  std::string prompt, greedy;
  std::getline(file, prompt);
  std::getline(file, greedy);
  std::replace(prompt.begin(), prompt.end(), ' ', ',');
  std::replace(greedy.begin(), greedy.end(), ' ', ',');
  const Outcome outcome =
      run_program({{"generate", "--model", kTiny, "--ids", "[" + prompt + "]", "--max-tokens", "64",
                    "--kv-type", "f32", "--ignore-end", "--json"}});
  EXPECT_THAT(outcome, ends_with(0));
  const nlohmann::json object = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(object["ids"], nlohmann::json::parse("[" + greedy + "]"));
  EXPECT_EQ(object["finish"], "length");
}

TEST(Generate, RefusesWhatItCanNotDoInOneLine) {
  std::string ids = "[3";
  for (int i = 0; i < 199; ++i) ids += ",3";
  const Outcome longer = run_program({{"generate", "--model", kTiny, "--ids", ids + "]"}});
  EXPECT_THAT(longer, fails_with(3));
  EXPECT_THAT(longer.err, HasSubstr("the prompt has 200 tokens; the model's context holds 96"));
  const Outcome outside = run_program({{"generate", "--model", kTiny, "--ids", "[61]"}});
  EXPECT_THAT(outside, fails_with(3));
  EXPECT_THAT(outside.err, HasSubstr("id 61; the model's ids are 0 to 60"));
  const Outcome no_model =
      run_program({{"generate", "--model", std::string(ST_SOURCE_DIR) + "/README.md", "--ids", "[1]"}});
  EXPECT_THAT(no_model, fails_with(4));
  for (const char* command : {"generate", "logits", "chat", "perplexity", "needle"})
    EXPECT_THAT(run_program({{command, "--model", kTiny, "--threads", "100000"}}),
                fails_with(2, {"--threads", "100000"}));
}

nlohmann::json generated(std::vector<std::string> more) {
  std::vector<std::string> arguments = {
      "generate",     "--model", kTiny,          "--ids", "[5, 9, 5, 9, 5, 9, 5]",
      "--max-tokens", "40",      "--ignore-end", "--json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome outcome = run_program({arguments});
  EXPECT_THAT(outcome, ends_with(0));
  EXPECT_THAT(outcome.err, HasSubstr("memory: weights "));
  return nlohmann::json::parse(outcome.out);
}

TEST(Generate, DraftsThreadsAndCompanyChangeNoToken) {
  const nlohmann::json plain = generated({});
  EXPECT_EQ(plain["steps"], 39);
  EXPECT_EQ(plain["cached_tokens"], 0);
  const nlohmann::json drafted = generated({"--draft", "7"});
  EXPECT_EQ(drafted["ids"], plain["ids"]);
  EXPECT_EQ(drafted["steps"].get<int>() + drafted["accepted_tokens"].get<int>(), 39);
  for (const char* threads : {"1", "2", "8"})
    EXPECT_EQ(generated({"--threads", threads})["ids"], plain["ids"]);
  const nlohmann::json several = generated({"--n", "3", "--temperature", "1", "--seed", "4"});
  ASSERT_EQ(several["answers"].size(), 3u);
  EXPECT_NE(several["answers"][0]["ids"], several["answers"][1]["ids"]);
  EXPECT_EQ(several["answers"][0]["ids"], generated({"--temperature", "1", "--seed", "4"})["ids"]);
  EXPECT_EQ(generated({"--beams", "1"})["ids"], plain["ids"]);
}

TEST(Generate, PlansItsPeakWithinAFewPercent) {
  if (ST_SANITIZED) GTEST_SKIP() << "the sanitizer's own memory is in the peak";
  const nlohmann::json object = generated({});
  const double planned = object["planned_bytes"], peak = object["peak_bytes"];
  EXPECT_NEAR(planned / peak, 1.0, 0.05) << planned << " of " << peak;
}

// Tokenising takes memory of its own before the plan is made: tables of characters, the prompt's tokens.
TEST(Generate, PlansItsPeakWithATokenizerToo) {
  if (ST_SANITIZED) GTEST_SKIP() << "the sanitizer's own memory is in the peak";
  if (!std::filesystem::exists(kStoriesModel)) GTEST_SKIP() << "no ../shared/data/models here";
  for (const auto& more : std::vector<std::vector<std::string>>{
           {}, {"--n", "3", "--temperature", "1"}, {"--beams", "3"}, {"--weights", "q8_0"}}) {
    std::vector<std::string> arguments = {"generate",  "--model",      kStoriesModel, "--prompt",
                                          "Once upon", "--max-tokens", "20",          "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = run_program({arguments});
    ASSERT_THAT(outcome, ends_with(0));
    const nlohmann::json object = nlohmann::json::parse(outcome.out);
    const double planned = object["planned_bytes"], peak = object["peak_bytes"];
    EXPECT_NEAR(planned / peak, 1.0, 0.05) << planned << " of " << peak << outcome.err;
  }
}

// A model of zeros in one safetensors file: one layer 256 wide, and an embedding and an output of 16 MB
// each.
std::string folder_of_zeros(const TemporaryFolder& folder) {
  const std::string layer = "model.layers.0.";
  const std::vector<std::pair<std::string, std::vector<std::size_t>>> tensors = {
      {"model.embed_tokens", {32000, 256}},
      {"lm_head", {32000, 256}},
      {"model.norm", {256}},
      {layer + "self_attn.q_proj", {256, 256}},
      {layer + "self_attn.k_proj", {256, 256}},
      {layer + "self_attn.v_proj", {256, 256}},
      {layer + "self_attn.o_proj", {256, 256}},
      {layer + "mlp.gate_proj", {256, 256}},
      {layer + "mlp.up_proj", {256, 256}},
      {layer + "mlp.down_proj", {256, 256}},
      {layer + "input_layernorm", {256}},
      {layer + "post_attention_layernorm", {256}}};
  nlohmann::json header;
  std::size_t end = 0;
  for (const auto& [name, shape] : tensors) {
    const std::size_t begin = end;
    end += 2 * (shape.size() == 2 ? shape[0] * shape[1] : shape[0]);
    header[name + ".weight"] = {{"dtype", "BF16"}, {"shape", shape}, {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string size(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) size[i] = static_cast<char>(text.size() >> (8 * i));
  folder.write("zeros/config.json", R"({"model_type": "llama", "hidden_size": 256, "intermediate_size": 256,
      "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 4, "vocab_size": 32000,
      "max_position_embeddings": 1000, "rms_norm_eps": 1e-5, "hidden_act": "silu"})");
  folder.write("zeros/model.safetensors", size + text + std::string(end, '\0'));
  return (folder / "zeros").string();
}

TEST(Generate, PlansAMappedFileByWhatIsReadOfIt) {
  if (ST_SANITIZED) GTEST_SKIP() << "the sanitizer's own memory is in the peak";
  const TemporaryFolder folder;
  const Outcome outcome = run_program({{"generate", "--model", folder_of_zeros(folder), "--ids",
                                        "[7, 20000]", "--max-tokens", "6", "--ignore-end", "--json"}});
  ASSERT_THAT(outcome, ends_with(0));
  const nlohmann::json object = nlohmann::json::parse(outcome.out);
  const double planned = object["planned_bytes"], peak = object["peak_bytes"];
  EXPECT_NEAR(planned / peak, 1.0, 0.05) << planned << " of " << peak << outcome.err;
}

TEST(Generate, RefusesAPlanThatDoesNotFitBeforeItLoads) {
  const TemporaryFolder folder;
  const std::string config =
      folder.write("config.json", R"({"model_type": "llama", "hidden_size": 16, "intermediate_size": 32,
      "num_hidden_layers": 40, "num_attention_heads": 128, "num_key_value_heads": 128, "head_dim": 128,
      "vocab_size": 1000, "max_position_embeddings": 1000000, "rms_norm_eps": 1e-5, "hidden_act": "silu"})");
  const Outcome outcome = run_program(
      {{"generate", "--model", config, "--random-init", "--ids", "[1, 2]", "--max-tokens", "500000"}});
  EXPECT_THAT(outcome, fails_with(5, {"tokens need weights", "tokens would fit"}));
  EXPECT_THAT(outcome.err, HasSubstr("memory: weights "));
}

TEST(Generate, StopsAtOnceInALongPrompt) {
  const TemporaryFolder folder;
  const std::string config =
      folder.write("config.json", R"({"model_type": "llama", "hidden_size": 512, "intermediate_size": 1024,
      "num_hidden_layers": 6, "num_attention_heads": 8, "num_key_value_heads": 8, "vocab_size": 256,
      "max_position_embeddings": 100000, "rms_norm_eps": 1e-5, "hidden_act": "silu"})");
  std::string ids = "[3";
  for (int i = 1; i < 30'000; ++i) ids += ",3";
  Call call{{"generate", "--model", config, "--random-init", "--ids", ids + "]"}};
  call.signal_after = std::chrono::milliseconds(1500);
  call.signal_number = SIGINT;
  const Outcome outcome = run_program(call);
  EXPECT_EQ(outcome.by_signal, SIGINT);
  EXPECT_LT(outcome.seconds, 1.5 + 0.5) << "a busy machine's share included";
  EXPECT_EQ(error_lines(outcome).size(), 1u);
}

TEST(Generate, RefusesBeamsBesideWhatTheyCanNotDo) {
  for (const auto& more : std::vector<std::vector<std::string>>{{"--beams", "2", "--temperature", "1"},
                                                                {"--beams", "2", "--n", "3"},
                                                                {"--beams", "65"},
                                                                {"--n", "0"}}) {
    std::vector<std::string> arguments = {"generate", "--model", kTiny, "--ids", "[1]"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    EXPECT_THAT(run_program({arguments}), fails_with(2));
  }
}

TEST(Logits, WritesARowForEachId) {
  const TemporaryFolder folder;
  const std::string out = folder.write("logits.f32", "");
  EXPECT_THAT(run_program({{"logits", "--model", kTiny, "--ids", "[3, 4, 5]", "--out", out}}),
              ends_with(0));
  EXPECT_EQ(bytes_of(out).size(), 3u * 61u * sizeof(float));
}

}  // namespace
}  // namespace st::pipeline
