#include "cli/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace st::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

class ProgressTest : public ::testing::Test {
 protected:
  ProgressSurface surface(bool is_terminal = true, std::size_t columns = 80) {
    return {is_terminal, columns, [this](std::string_view bytes) { written_ += bytes; },
            [this] { return now_; }};
  }
  double now_ = 100.0;
  std::string written_;
};

TEST_F(ProgressTest, ShortWorkDrawsNothing) {
  {
    ProgressBar bar("reading", surface());
    const Progress progress = bar.listener();
    for (std::size_t i = 0; i <= 19; ++i, now_ += 0.1) progress(i, 19);
  }
  EXPECT_EQ(written_, "");
}

TEST_F(ProgressTest, NoTerminalNoBarAndNoWork) {
  ProgressBar bar("reading", surface(false));
  EXPECT_FALSE(bar.listener());
}

TEST_F(ProgressTest, LongWorkShowsShareAndTimeLeftAndWipesItself) {
  {
    ProgressBar bar("reading", surface());
    const Progress progress = bar.listener();
    for (std::size_t i = 0; i <= 50; ++i, now_ += 0.125) progress(i, 100);
    EXPECT_THAT(written_, HasSubstr("reading [############............]  50%, 6 s left"));
  }
  EXPECT_THAT(written_, EndsWith("\r\033[K"));
}

TEST_F(ProgressTest, ANarrowTerminalGetsOneLine) {
  ProgressBar bar("reading", surface(true, 20));
  const Progress progress = bar.listener();
  progress(0, 10);
  now_ += 5;
  progress(5, 10);
  EXPECT_LE(written_.size(), 4 + 19u);
}

TEST_F(ProgressTest, RedrawsAtMostTenTimesASecond) {
  ProgressBar bar("reading", surface());
  const Progress progress = bar.listener();
  for (std::size_t i = 0; i < 4000; ++i, now_ += 0.001) progress(i, 4000);
  EXPECT_LE(std::count(written_.begin(), written_.end(), '\r'), 21);
}

TEST_F(ProgressTest, UnknownTotalsAreCounted) {
  ProgressBar bar("reading", surface());
  const Progress progress = bar.listener();
  now_ += 3;
  progress(42, 0);
  EXPECT_THAT(written_, EndsWith("reading 42"));
}

// The share of the true time left that the estimate is wrong by, at `moment`, for work whose step i takes
// cost(i).
template <typename Cost>
double relative_error(std::size_t steps, double share, Cost cost) {
  RateEstimate estimate;
  double now = 0;
  double asked_at = 0;
  double guess = 0;
  for (std::size_t i = 0; i <= steps; ++i) {
    estimate.add(now, i);
    if (i == static_cast<std::size_t>(share * static_cast<double>(steps))) {
      asked_at = now;
      guess = estimate.seconds_left(now, steps).value_or(-1);
    }
    now += i < steps ? cost(i) : 0.0;
  }
  const double truth = now - asked_at;
  return std::abs(guess - truth) / truth;
}

TEST(RateEstimate, SteadyWorkIsExact) {
  EXPECT_LT(relative_error(1000, 0.1, [](std::size_t) { return 0.01; }), 0.01);
  EXPECT_LT(relative_error(1000, 0.9, [](std::size_t) { return 0.01; }), 0.01);
}

TEST(RateEstimate, OneStallDoesNotMoveIt) {
  const auto cost = [](std::size_t i) { return i == 480 ? 5.0 : 0.01; };
  EXPECT_LT(relative_error(1000, 0.5, cost), 0.05);
}

TEST(RateEstimate, FollowsWorkThatSlowsDown) {
  const auto cost = [](std::size_t i) { return 0.01 + 0.00001 * static_cast<double>(i); };
  EXPECT_LT(relative_error(2000, 0.5, cost), 0.30);
  EXPECT_LT(relative_error(2000, 0.9, cost), 0.10);
}

TEST(RateEstimate, SaysNothingBeforeItKnows) {
  RateEstimate estimate;
  EXPECT_FALSE(estimate.seconds_left(0, 10).has_value());
  estimate.add(0, 0);
  EXPECT_FALSE(estimate.seconds_left(0, 10).has_value());
  estimate.add(1, 0);
  EXPECT_FALSE(estimate.seconds_left(1, 10).has_value());
}

TEST(TimeLeft, ReadsLikeAGuess) {
  EXPECT_EQ(time_left_text(0.2), "1 s");
  EXPECT_EQ(time_left_text(59.4), "59 s");
  EXPECT_EQ(time_left_text(83), "1 min 20 s");
  EXPECT_EQ(time_left_text(1500), "25 min");
  EXPECT_EQ(time_left_text(7500), "2 h 05 min");
}

}  // namespace
}  // namespace st::cli
