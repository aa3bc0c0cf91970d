#include "engine/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "base/random.h"

namespace st {
namespace {

using Ids = std::vector<std::uint32_t>;

std::vector<float> random_logits(std::mt19937& source, std::size_t n) {
  std::normal_distribution<float> normal(0.0f, 3.0f);
  std::vector<float> logits(n);
  for (float& logit : logits) logit = std::round(normal(source) * 4) / 4;  // coarse, so that ties happen
  return logits;
}

// The contract of sampler.h written a second time, plainly: which tokens stay, and with what probability.
std::map<std::uint32_t, double> reference(const std::vector<float>& logits, const SamplerOptions& options,
                                          const Ids& prompt, const Ids& answer, const TokenMask* mask) {
  std::vector<std::pair<double, std::uint32_t>> rows;
  for (std::uint32_t id = 0; id < logits.size(); ++id) {
    if (mask != nullptr && !mask->allows(id)) continue;
    double logit = logits[id];
    const auto times = std::count(answer.begin(), answer.end(), id);
    const bool seen = times > 0 || std::count(prompt.begin(), prompt.end(), id) > 0;
    if (seen) logit = logit > 0 ? logit / options.repetition_penalty : logit * options.repetition_penalty;
    if (times > 0) logit -= options.presence_penalty + options.frequency_penalty * double(times);
    rows.push_back({-logit, id});
  }
  std::sort(rows.begin(), rows.end());
  if (options.top_k > 0 && rows.size() > options.top_k) rows.resize(options.top_k);
  double sum = 0;
  for (const auto& row : rows) sum += std::exp((rows[0].first - row.first) / options.temperature);
  std::map<std::uint32_t, double> kept;
  double before = 0;
  for (const auto& row : rows) {
    const double relative = std::exp((rows[0].first - row.first) / options.temperature);
    const bool in_p = options.top_p >= 1 || kept.empty() || before / sum < options.top_p - 1e-12;
    if (in_p && relative >= options.min_p) kept[row.second] = relative;
    before += relative;
  }
  double total = 0;
  for (const auto& [id, weight] : kept) total += weight;
  for (auto& [id, weight] : kept) weight /= total;
  return kept;
}

TEST(Random, GivesThePublishedWordsOfPhilox) {
  using Words = std::array<std::uint32_t, 4>;
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  const std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox({ones, ones, ones, ones}, {ones, ones}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, ExponentialIsThatOfTheLibrary) {
  for (double x = -700.0; x <= 0.0; x += 0.0137) {
    EXPECT_NEAR(portable_exp(x) / std::exp(x), 1.0, 1e-15) << x;
  }
  EXPECT_EQ(portable_exp(-1e9), 0.0);
  EXPECT_EQ(portable_exp(0.0), 1.0);
}

TEST(Sampler, GreedyTakesTheBestAndTheLowerIdOfTwo) {
  auto sampler = Sampler::create({});
  const std::vector<float> logits = {0.0f, 2.0f, 2.0f, -1.0f};
  const auto token = sampler->sample(logits);
  EXPECT_EQ(token->id, 1u);
  EXPECT_NEAR(token->logprob, 2.0 - std::log(1 + 2 * std::exp(2.0) + std::exp(-1.0)), 1e-12);
}

TEST(Sampler, DrawsOnlyWhatTheReferenceKeepsAndAsOften) {
  std::mt19937 source(7);
  for (int round = 0; round < 40; ++round) {
    SamplerOptions options;
    options.temperature = 0.25 + 0.25 * double(source() % 8);
    options.top_k = source() % 3 == 0 ? 1 + source() % 20 : 0;
    options.top_p = source() % 2 == 0 ? 0.3 + 0.1 * double(source() % 7) : 1.0;
    options.min_p = source() % 3 == 0 ? 0.02 * double(source() % 20) : 0.0;
    options.repetition_penalty = source() % 2 == 0 ? 1.3 : 1.0;
    options.seed = source();
    const std::vector<float> logits = random_logits(source, 40);
    const Ids prompt = {std::uint32_t(source() % 40), std::uint32_t(source() % 40)};
    TokenMask mask(40);
    for (int id = 0; id < 40; ++id) {
      if (id == 3 || source() % 3 != 0) mask.allow(std::size_t(id));
    }
    const auto expected = reference(logits, options, prompt, {}, &mask);
    std::map<std::uint32_t, int> counts;
    const int n = 1500;
    for (int draw = 0; draw < n; ++draw) {
      options.stream = std::uint64_t(draw);
      auto sampler = Sampler::create(options);
      sampler->observe_prompt(prompt);
      ++counts[sampler->sample(logits, &mask)->id];
    }
    double chi_squared = 0;
    for (const auto& [id, count] : counts)
      ASSERT_TRUE(expected.contains(id)) << "round " << round << " id " << id;
    for (const auto& [id, share] : expected) {
      const double mean = share * n;
      chi_squared += (counts[id] - mean) * (counts[id] - mean) / std::max(mean, 1.0);
    }
    const double degrees = double(expected.size());
    EXPECT_LT(chi_squared, degrees + 6 * std::sqrt(2 * degrees) + 6) << "round " << round;
  }
}

TEST(Sampler, PenaltiesFollowTheAnswer) {
  SamplerOptions options;
  options.presence_penalty = 0.75;
  options.frequency_penalty = 0.5;
  options.repetition_penalty = 1.1;
  std::mt19937 source(11);
  const std::vector<float> logits = random_logits(source, 30);
  auto sampler = Sampler::create(options);
  Ids answer;
  SamplerOptions plain = options;
  plain.temperature = 1.0;
  for (int step = 0; step < 60; ++step) {
    const auto expected = reference(logits, plain, {}, answer, nullptr);
    const auto best = std::max_element(expected.begin(), expected.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    const std::uint32_t id = sampler->sample(logits)->id;
    EXPECT_NEAR(expected.at(id), best->second, 1e-12) << step;
    answer.push_back(id);
  }
  std::sort(answer.begin(), answer.end());
  EXPECT_GT(std::unique(answer.begin(), answer.end()) - answer.begin(), 5);
}

TEST(Sampler, ASeedGivesTheSameDrawsAndAnotherSeedOthers) {
  std::mt19937 source(3);
  const std::vector<float> logits = random_logits(source, 500);
  const auto run = [&](std::uint64_t seed) {
    SamplerOptions options;
    options.temperature = 1.0;
    options.seed = seed;
    auto sampler = Sampler::create(options);
    Ids ids;
    for (int i = 0; i < 50; ++i) ids.push_back(sampler->sample(logits)->id);
    return ids;
  };
  EXPECT_EQ(run(1), run(1));
  EXPECT_NE(run(1), run(2));
}

TEST(Sampler, ReportsTheBestAlternativesAndTheirProbabilitiesAddUp) {
  SamplerOptions options;
  options.top_logprobs = 5;
  auto sampler = Sampler::create(options);
  const std::vector<float> logits = {1.0f, 3.0f, -HUGE_VALF, 3.0f, 0.5f};
  const auto token = sampler->sample(logits);
  ASSERT_EQ(token->top.size(), 5u);
  EXPECT_EQ(token->top[0].id, 1u);
  EXPECT_EQ(token->top[1].id, 3u);
  double sum = 0;
  for (const TokenLogprob& row : token->top) sum += std::exp(row.logprob);
  EXPECT_NEAR(sum, 1.0, 1e-12);
}

TEST(Sampler, RefusesWhatItCannotDo) {
  SamplerOptions options;
  options.top_p = 1.5;
  EXPECT_EQ(Sampler::create(options).error().kind, ErrorKind::kUsage);
  options.top_p = NAN;
  EXPECT_FALSE(Sampler::create(options).ok());
  auto sampler = Sampler::create({});
  EXPECT_EQ(sampler->sample(std::vector<float>{1.0f, NAN}).error().kind, ErrorKind::kModel);
  EXPECT_FALSE(sampler->sample(std::vector<float>{1.0f, HUGE_VALF}).ok());
  EXPECT_FALSE(sampler->sample({}).ok());
  const TokenMask nothing(2);
  EXPECT_FALSE(sampler->sample(std::vector<float>{1.0f, 2.0f}, &nothing).ok());
  const TokenMask other(3);
  EXPECT_FALSE(sampler->sample(std::vector<float>{1.0f, 2.0f}, &other).ok());
}

}  // namespace
}  // namespace st
