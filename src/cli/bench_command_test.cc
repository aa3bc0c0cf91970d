#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/file.h"
#include "cli/bench.h"
#include "cli/command_testing.h"
#include "cli/line_chart.h"

namespace st::cli {
namespace {

using ::testing::HasSubstr;

Ran bench(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"bench"});
  if (arguments.size() > 2) arguments.insert(arguments.end(), {"--machine-seconds", "0.05"});
  return run_command(arguments);
}

std::vector<nlohmann::json> lines_of(const std::string& text) {
  std::vector<nlohmann::json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

TEST(BenchCommand, AttentionPrintsTheMachineAndALineForEachMeasurement) {
  const Ran ran =
      bench({"attention", "--lengths", "64,512", "--threads", "2", "--json", "--memory", "0.02"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const std::vector<nlohmann::json> lines = lines_of(ran.out);
  ASSERT_EQ(lines.size(), 7u) << ran.out;
  EXPECT_EQ(lines[0]["what"], "machine");
  for (const char* key : {"f32_gflop_per_s", "bf16_gflop_per_s", "int8_gop_per_s", "read_gb_per_s"}) {
    EXPECT_GT(lines[0][key], 0.0) << key;
  }
  EXPECT_EQ(lines[0]["threads"], 2);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i]["what"], "attention");
    for (const char* key : {"seconds", "gflop_per_s", "gb_per_s", "share_of_peak"})
      EXPECT_GT(lines[i][key], 0.0) << key;
    EXPECT_GE(lines[i]["peak_bytes"], 0);
  }
  // 1 for each of 512 * 513 / 2 pairs of two heads, times 4 * 64.
  EXPECT_NEAR(lines[4]["gflop_per_s"].get<double>() * lines[4]["seconds"].get<double>(), 512 * 513 * 256e-9,
              1e-9);
}

TEST(BenchCommand, WhatDoesNotFitIsToldAndLeftOut) {
  const Ran ran = bench({"attention", "--lengths", "2048", "--json", "--memory", "0.01"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("naive prefill over 2048 tokens skipped"));
  for (const nlohmann::json& line : lines_of(ran.out)) EXPECT_NE(line.value("form", ""), "naive");
}

TEST(BenchCommand, TheClassicExampleIsComputed) {
  const Ran ran = bench({"attention", "--lengths", "64"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("16,000 tokens need 19.1 GiB"));
  EXPECT_THAT(ran.out, HasSubstr("of 100,000 tokens 745 GiB (800 GB)"));
}

TEST(BenchCommand, TheChartIsWrittenWhole) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("st_bench_" + std::to_string(::getpid()) + ".svg"))
          .string();
  const Ran ran = bench({"attention", "--lengths", "64,128,256", "--svg", path});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const std::string svg = *read_file(path);
  std::filesystem::remove(path);
  EXPECT_THAT(svg, HasSubstr("Peak memory"));
  EXPECT_THAT(svg, HasSubstr("</svg>"));
  EXPECT_EQ(svg.find("nan"), std::string::npos);
}

TEST(BenchCommand, WrongCallsSayWhatWouldWork) {
  EXPECT_EQ(bench({}).code, 2);
  const Ran type = bench({"attention", "--key-type", "q4_k"});
  EXPECT_EQ(type.code, 2);
  EXPECT_THAT(type.err, HasSubstr("q8_0"));
  EXPECT_EQ(bench({"attention", "--heads", "3", "--kv-heads", "2"}).code, 2);
  EXPECT_EQ(bench({"attention", "--key-type", "q8_0", "--head-dim", "40"}).code, 2);
}

TEST(BenchCommand, ModelMeasuresBothEndsOfTheContext) {
  const Ran ran = bench({"model", "--model", std::string(ST_SOURCE_DIR) + "/src/model/testdata/mixtral",
                         "--random-init", "5", "--prefill", "32,64", "--context", "80", "--decode-tokens",
                         "4", "--chunk", "16", "--threads", "2", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const std::vector<nlohmann::json> lines = lines_of(ran.out);
  ASSERT_EQ(lines.size(), 5u) << ran.out;
  EXPECT_EQ(lines[0]["what"], "machine");
  for (std::size_t i = 1; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i]["what"], "model");
    for (const char* key :
         {"seconds", "gflop_per_s", "gb_per_s", "share_of_peak", "cache_bytes", "weight_bytes"})
      EXPECT_GT(lines[i][key], 0.0) << key;
  }
  EXPECT_EQ(lines[1]["n_before"], 0);
  EXPECT_EQ(lines[4]["n_before"], 75);
  // Two layers: 4 * 32 * 32 of attention's matrices less half of two, three of 32 * 40 in two experts, a
  // router; the vocabulary's once; 64 * 65 / 2 pairs of 4 heads of 8.
  const double flop = 2.0 * 64 * 2 * (3 * 32 * 32 + 2 * 3 * 32 * 40 + 32 * 4) + 2.0 * 32 * 61 +
                      2 * 4.0 * 8 * 4 * (64 * 65 / 2);
  EXPECT_NEAR(lines[3]["gflop_per_s"].get<double>() * lines[3]["seconds"].get<double>() * 1e9, flop, 1.0);
}

TEST(BenchCommand, AModelIsNotReadBeyondItsPositions) {
  const Ran ran = bench({"model", "--model", std::string(ST_SOURCE_DIR) + "/src/model/testdata/gpt2",
                         "--prefill", "97", "--threads", "1"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("the model has 96"));
}

TEST(BenchTexts, BytesHaveThreeDigitsAndAUnit) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(20480000000.0), "20.5 GB");
  EXPECT_EQ(bytes_text(999999), "1 MB");
}

}  // namespace
}  // namespace st::cli
