#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/command_testing.h"

namespace st::cli {
namespace {

using ::testing::HasSubstr;

Ran perplexity(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(),
                   {"perplexity", "--model", std::string(ST_SOURCE_DIR) + "/src/model/testdata/qwen2"});
  return run_command(arguments);
}

const std::string kIds = "[4,8,15,16,23,42,4,8,15,16,23,42]";

TEST(PerplexityCommand, PrintsWhatTheContractSays) {
  const Ran ran =
      perplexity({"--ids", kIds, "--context", "8", "--stride", "4", "--weights", "q8_0", "--against",
                  std::string(ST_SOURCE_DIR) + "/src/model/testdata/gguf/qwen2.gguf", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const nlohmann::json line = nlohmann::json::parse(ran.out);
  EXPECT_EQ(line["tokens"], 11);
  EXPECT_NEAR(std::log(line["perplexity"].get<double>()), line["nats_per_token"].get<double>(), 1e-9);
  EXPECT_TRUE(line["bits_per_byte"].is_null());
  EXPECT_GT(line["kl_mean"].get<double>(), 0.0);
  EXPECT_LT(line["kl_mean"].get<double>(), 0.1);
  EXPECT_GE(line["top1_agreement"].get<double>(), 0.5);
}

TEST(PerplexityCommand, WrongCallsSayWhatWouldWork) {
  EXPECT_EQ(perplexity({}).code, 2);
  const Ran longer = perplexity({"--ids", kIds, "--context", "97"});
  EXPECT_EQ(longer.code, 2);
  EXPECT_THAT(longer.err, HasSubstr("holds 96"));
  EXPECT_EQ(perplexity({"--ids", kIds, "--context", "8", "--stride", "9"}).code, 2);
  EXPECT_EQ(perplexity({"--ids", "[5]"}).code, 3);
  EXPECT_EQ(perplexity({"--ids", "[5, 61]"}).code, 3);
  // The folder has no tokenizer, so text can't be read.
  EXPECT_EQ(perplexity({"--file", std::string(ST_SOURCE_DIR) + "/README.md"}).code, 4);
}

}  // namespace
}  // namespace st::cli
