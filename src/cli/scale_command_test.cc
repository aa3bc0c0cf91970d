#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/command_testing.h"
#include "kernels/kernel_testing.h"

namespace st::cli {
namespace {

using ::testing::HasSubstr;

Ran scale(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"scale"});
  return run_command(arguments);
}

const std::string kStories = std::string(ST_SOURCE_DIR) + "/examples/loan-desk/stories.jsonl";
const std::string kModel = std::string(ST_SOURCE_DIR) + "/src/model/testdata/qwen2";

class ScaleCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / ("st_scale_" + std::string(test->name()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string write(const char* name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  std::filesystem::path folder_;
};

TEST_F(ScaleCommand, PrintsWhatTheContractSays) {
  const Ran ran = scale({kStories, "--json", "--no-measure", "--model", kModel});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const nlohmann::json json = nlohmann::json::parse(ran.out);
  EXPECT_GT(json["stories"], 20);
  EXPECT_GT(json["words"], 500);
  EXPECT_GT(json["characters"], json["words"]);
  EXPECT_GT(json["tokens"]["estimate"], json["words"]);
  EXPECT_EQ(json["local"][0]["model"], "qwen2");
  EXPECT_THAT(ran.err, HasSubstr("no tokenizer in it"));
  ASSERT_EQ(json["ways"].size(), 4u);
  const auto out = [&](int way) { return json["ways"][way]["output_tokens"].get<double>(); };
  EXPECT_GT(out(1), out(2));  // rewriting after each story writes more than after each twenty
  EXPECT_GT(out(2), out(3));  // and edits least
  EXPECT_GT(json["ways"][3]["cached_tokens"], 0);
  const double opus = json["cloud"][0]["usd"]["read once"];
  const double story_tokens = json["tokens"]["estimate"], document = json["document_tokens"];
  EXPECT_NEAR(opus, (15 * story_tokens + 75 * document) / 1e6, 1e-9);
}

TEST_F(ScaleCommand, TakesItsTableFromAFile) {
  const Ran printed = scale({"--print-table"});
  ASSERT_EQ(printed.code, 0);
  const Ran ours = scale({kStories, "--no-measure"});
  const Ran same = scale({kStories, "--no-measure", "--table", write("same.toml", printed.out)});
  EXPECT_EQ(ours.out, same.out);
  const Ran mine = scale({kStories, "--no-measure", "--table",
                          write("mine.toml",
                                "[[price]]\nmodel = \"Ours\"\nnoted = \"2026-01\"\ninput = 1\noutput = 1\n"
                                "context = 10\n")});
  EXPECT_THAT(mine.out, HasSubstr("Ours"));
  EXPECT_THAT(mine.out, HasSubstr("a call is longer than the model reads at once"));
  EXPECT_THAT(mine.out, ::testing::Not(HasSubstr("Claude")));
}

TEST_F(ScaleCommand, HoldsItsEstimateAgainstARun) {
  const std::string run =
      write("run.json",
            R"({"model": {"name": "m", "calls": 4, "prompt_tokens": 1000, "cached_tokens": 10,
                                    "answer_tokens": 50, "seconds": 2.5}})");
  const Ran ran = scale({kStories, "--json", "--no-measure", "--after", run});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const nlohmann::json json = nlohmann::json::parse(ran.out);
  EXPECT_EQ(json["run"]["input_tokens"]["run"], 1000);
  EXPECT_EQ(json["run"]["input_tokens"]["estimate"], json["ways"][3]["input_tokens"]);
  EXPECT_THAT(scale({kStories, "--no-measure", "--after", run}).out, HasSubstr("off by"));
}

TEST_F(ScaleCommand, TellsTimesOnceItMeasured) {
  if (ST_SANITIZED) GTEST_SKIP() << "a hundred million weights take minutes under sanitizers";
  const Ran ran = scale({kStories, "--json", "--weights", "f16"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const nlohmann::json json = nlohmann::json::parse(ran.out);
  EXPECT_GT(json["machine"]["prompt_flop_per_s"], 1e6);
  for (const nlohmann::json& local : json["local"])
    EXPECT_GT(local["hours"]["rewrite per story"], local["hours"]["edits"]) << local["model"];
}

TEST_F(ScaleCommand, WrongCallsSayWhatWouldWork) {
  EXPECT_EQ(scale({}).code, 2);
  EXPECT_EQ(scale({kStories, "--kv-type", "q4_k"}).code, 2);
  EXPECT_EQ(scale({kStories, "--weights", "q2_k"}).code, 2);
  EXPECT_EQ(scale({kStories, "--table", write("broken.toml", "[[price]]\n")}).code, 2);
  EXPECT_EQ(scale({"no-such-file"}).code, 2);
  const Ran run = scale({kStories, "--after", write("run.json", R"({"stories": 4})")});
  EXPECT_EQ(run.code, 3);
  EXPECT_THAT(run.err, HasSubstr("expected what 'combine --json' printed"));
  EXPECT_EQ(scale({kStories, "--after", write("text.json", "no JSON")}).code, 3);
  EXPECT_EQ(scale({kStories, "--model", "no-such-model"}).code, 2);
}

}  // namespace
}  // namespace st::cli
