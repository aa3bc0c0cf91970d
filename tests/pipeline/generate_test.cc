// generate and logits as programs: what they print, how they end.
#include <gtest/gtest.h>

#include <algorithm>
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
