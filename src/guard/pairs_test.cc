// The guard on whole sets of pairs: our own regression set, and the benchmark where it lies beside the
// checkout.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "guard/guard.h"

namespace st {
namespace {

struct Share {
  int right = 0;
  int all = 0;
  double value() const { return all > 0 ? static_cast<double>(right) / all : 1.0; }
};

struct Score {
  Share passed, caught;
  std::map<std::string, Share> by_kind;
  double balanced() const { return (passed.value() + caught.value()) / 2; }
};

Score score_of(const std::string& path) {
  Score score;
  std::ifstream file(path);
  const Guard guard;
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    const auto pair = nlohmann::json::parse(line);
    const bool gold = pair.at("supported").get<bool>();
    const auto evidence = pair.at("evidence").get<std::vector<std::string>>();
    const bool right = guard.check(pair.at("statement").get<std::string>(), evidence).supported == gold;
    for (Share* share :
         {gold ? &score.passed : &score.caught, &score.by_kind[pair.at("kind").get<std::string>()]}) {
      share->right += right;
      ++share->all;
    }
  }
  return score;
}

void expect_floors(const Score& score) {
  for (const char* kind : {"number", "unit_period", "negation", "modality", "old_value"}) {
    EXPECT_GE(score.by_kind.at(kind).value(), 0.85) << kind;
  }
  for (const char* kind : {"verbatim", "light_reword"})
    EXPECT_GE(score.by_kind.at(kind).value(), 0.95) << kind;
  EXPECT_GE(score.balanced(), 0.85);
}

TEST(GuardPairs, OwnRegressionSet) {
  const Score score = score_of(ST_SOURCE_DIR "/tests/guard/pairs.jsonl");
  ASSERT_GT(score.passed.all + score.caught.all, 200);
  expect_floors(score);
}

// Each statement beside the evidence of others: hardly any may pass, and few statements fit another's
// evidence.
TEST(GuardPairs, OtherStatementsEvidenceSupportsNothing) {
  std::vector<std::string> statements;
  std::vector<std::vector<std::string>> evidence;
  std::ifstream file(ST_SOURCE_DIR "/tests/guard/pairs.jsonl");
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    const auto pair = nlohmann::json::parse(line);
    statements.push_back(pair.at("statement").get<std::string>());
    evidence.push_back(pair.at("evidence").get<std::vector<std::string>>());
  }
  const Guard guard;
  Share passed;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    for (const std::size_t step : {7u, 31u, 64u, 97u, 120u}) {
      const std::size_t other = (i + step) % statements.size();
      if (evidence[other] == evidence[i]) continue;
      passed.right += guard.check(statements[i], evidence[other]).supported;
      ++passed.all;
    }
  }
  ASSERT_GT(passed.all, 1000);
  EXPECT_LE(passed.value(), 0.015);
}

TEST(GuardPairs, TheBenchmark) {
  const std::string path = ST_SOURCE_DIR "/../shared/guard/pairs.jsonl";
  if (!std::filesystem::exists(path))
    GTEST_SKIP() << "the guard's benchmark does not lie beside this checkout";
  expect_floors(score_of(path));
}

}  // namespace
}  // namespace st
