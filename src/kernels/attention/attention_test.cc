#include "kernels/attention/attention.h"

#include <gtest/gtest.h>

#include "kernels/attention/attention_testing.h"

namespace st::kernels {
namespace {

// What a sanitizer makes slow is the plain form's inner loops; every branch of the others is reached by
// these too: several tiles of keys, panels of rows, sequences and splits.
constexpr int kRounds = ST_SANITIZED ? 50 : 150;
constexpr AttentionLimits kLimits = ST_SANITIZED ? AttentionLimits{170, 60, 2} : AttentionLimits{};
constexpr std::int64_t kLongContext = ST_SANITIZED ? 2500 : 9000;

struct Errors {
  double largest = 0.0;
  double squares = 0.0;
  std::size_t n = 0;
};

Errors errors_of(const std::vector<float>& truth, const std::vector<float>& out) {
  Errors errors;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double error = std::abs(static_cast<double>(truth[i]) - out[i]);
    if (!(error <= errors.largest)) errors.largest = error;
    errors.squares += error * error;
  }
  errors.n = truth.size();
  return errors;
}

std::vector<float> flash(const AttentionCase& made, Isa isa, std::size_t n_threads) {
  ThreadPool pool(n_threads);
  ScratchBuffer scratch;
  std::vector<float> out(made.out_size(), std::nanf(""));
  const AttentionPlan plan = plan_attention(made.shape, made.options.mask, made.extents);
  EXPECT_TRUE(attend_flash({&pool, isa}, made.call(out), plan, scratch).ok());
  return out;
}

std::vector<float> naive(const AttentionCase& made, Isa isa) {
  ThreadPool pool(2);
  ScratchBuffer scratch;
  std::vector<float> out(made.out_size(), std::nanf(""));
  EXPECT_TRUE(attend_naive({&pool, isa}, made.call(out), scratch).ok());
  return out;
}

// Random shapes, types, masks and biases: against the double reference, flash loses at most twice what the
// plain form in floats loses; on every ISA; and the stored-scores form is right too.
TEST(Attention, LosesAtMostTwiceWhatThePlainFormLoses) {
  std::mt19937 random(2024);
  double plain_squares = 0.0;
  std::vector<double> flash_squares(usable_isas().size(), 0.0);
  for (int round = 0; round < kRounds; ++round) {
    const auto made = random_attention_case(random, kLimits);
    std::vector<float> truth(made->out_size()), plain(made->out_size());
    attend_ref<double>(made->call(truth));
    attend_ref<float>(made->call(plain));
    const Errors lost = errors_of(truth, plain);
    plain_squares += lost.squares;
    // A few keys may sum without any error at all; then some units in the last place are granted.
    const double granted = 2.0 * lost.largest + 1.5e-6;
    for (std::size_t i = 0; i < usable_isas().size(); ++i) {
      const Errors flash_errors = errors_of(truth, flash(*made, usable_isas()[i], 2));
      flash_squares[i] += flash_errors.squares;
      ASSERT_LE(flash_errors.largest, granted) << "round " << round << ' ' << isa_name(usable_isas()[i]);
    }
    ASSERT_LE(errors_of(truth, naive(*made, usable_isas().back())).largest, granted) << "round " << round;
  }
  for (const double squares : flash_squares) EXPECT_LE(std::sqrt(squares), 2.0 * std::sqrt(plain_squares));
}

TEST(Attention, SameBytesOnAnyNumberOfThreads) {
  std::mt19937 random(7);
  for (int round = 0; round < (ST_SANITIZED ? 12 : 40); ++round) {
    const auto made = random_attention_case(random, {kLongContext / 3, ST_SANITIZED ? 50 : 100, 2});
    const std::vector<float> on_one = flash(*made, usable_isas().back(), 1);
    EXPECT_EQ(on_one, flash(*made, usable_isas().back(), 2));
    EXPECT_EQ(on_one, flash(*made, usable_isas().back(), 8));
  }
}

// One query over many keys: split, and merged.
TEST(Attention, DecodingALongContextIsSplitAndRight) {
  std::mt19937 random(11);
  for (int round = 0; round < (ST_SANITIZED ? 6 : 12); ++round) {
    const auto made = random_attention_case(random, {kLongContext, 1, 1});
    std::vector<float> truth(made->out_size()), plain(made->out_size());
    attend_ref<double>(made->call(truth));
    attend_ref<float>(made->call(plain));
    for (const Isa isa : usable_isas()) {
      EXPECT_LE(errors_of(truth, flash(*made, isa, 2)).largest,
                2.0 * errors_of(truth, plain).largest + 1.5e-6);
    }
  }
}

TEST(Attention, AQueryThatSeesNothingGetsZeros) {
  std::mt19937 random(3);
  auto made = random_attention_case(random, {});
  for (std::size_t i = 0; i < made->sequences.size(); ++i) {
    made->stored[i].visible.assign(static_cast<std::size_t>(made->extents[i].n_keys), 0);
    made->sequences[i].key_visible = made->stored[i].visible;
  }
  for (const Isa isa : usable_isas()) {
    EXPECT_EQ(flash(*made, isa, 2), std::vector<float>(made->out_size(), 0.0f));
    EXPECT_EQ(naive(*made, isa), std::vector<float>(made->out_size(), 0.0f));
  }
}

TEST(AttentionPlan, EveryVisiblePairOnceAndNoTileBeyondTheMask) {
  const AttentionShape shape{8, 2, 64};
  const AttentionMask masks[] = {
      {true, 0, 0}, {false, 0, 0}, {true, 300, 0}, {true, 0, 100}, {false, 70, 0}};
  for (const AttentionMask& mask : masks) {
    for (const AttentionExtent& extent : {AttentionExtent{1, 4999, 5000}, AttentionExtent{700, 300, 1000},
                                          AttentionExtent{2000, 0, 2000}}) {
      const AttentionPlan plan = plan_attention(shape, mask, std::span(&extent, 1));
      std::int64_t pairs = 0, taken = 0;
      for (const AttentionItem& item : plan.items) {
        EXPECT_LE(item.n_rows, kRowPanel * kPanelsPerItem);
        for (std::int64_t row = item.first_row; row < item.first_row + item.n_rows; ++row) {
          const KeyRange keys =
              visible_keys(mask, extent.first_position + row / shape.group(), extent.n_keys);
          pairs += std::max<std::int64_t>(
              0, std::min(keys.last, item.keys.last) - std::max(keys.first, item.keys.first));
        }
        taken += item.n_rows * (item.keys.last - item.keys.first);
      }
      EXPECT_EQ(pairs, plan.n_scores);
      // What is taken but hidden is at most a triangle of tokens a tile, at each end of the window.
      const std::int64_t tokens_per_item = kRowPanel * kPanelsPerItem / shape.group() + 1;
      EXPECT_LE(taken - pairs, 2 * tokens_per_item * extent.n_queries * shape.n_heads);
    }
  }
}

TEST(AttentionPlan, ALongContextIsSplitForOneQueryAndThePlanKnowsNoThreads) {
  const AttentionExtent extent{1, 99999, 100000};
  const AttentionPlan plan = plan_attention({4, 1, 64}, {}, std::span(&extent, 1));
  EXPECT_GE(plan.items.size(), 8u);
  ASSERT_EQ(plan.merges.size(), 1u);
  EXPECT_EQ(plan.merges[0].n_splits, static_cast<std::int64_t>(plan.items.size()));
  EXPECT_EQ(plan.n_partial_rows, 4 * plan.merges[0].n_splits);
}

TEST(AttentionMemory, FlashStaysWhereNaiveGrowsWithTheSquare) {
  const AttentionShape shape{40, 40, 128};
  std::size_t flash_before = 0;
  for (const std::int64_t n : {16000, 32000, 64000}) {
    const AttentionExtent extent{n, 0, n};
    const AttentionPlan plan = plan_attention(shape, {}, std::span(&extent, 1));
    const std::size_t bytes = flash_scratch_bytes(shape, plan, 8);
    if (flash_before == 0) flash_before = bytes;
    EXPECT_EQ(bytes, flash_before);
    EXPECT_GE(naive_scratch_bytes(shape, std::span(&extent, 1)), static_cast<std::size_t>(40 * n * n) * 4);
  }
}

TEST(AttentionBias, AlibiSlopesOfThePaperAndOfOddHeadCounts) {
  const std::vector<float> eight = alibi_slopes(8);
  for (int i = 0; i < 8; ++i)
    EXPECT_FLOAT_EQ(eight[static_cast<std::size_t>(i)], std::exp2(-static_cast<float>(i + 1)));
  const std::vector<float> twelve = alibi_slopes(12);  // eight of 8, then the odd ones of 16
  EXPECT_FLOAT_EQ(twelve[7], std::exp2(-8.0f));
  EXPECT_FLOAT_EQ(twelve[8], std::exp2(-0.5f));
  EXPECT_FLOAT_EQ(twelve[11], std::exp2(-3.5f));
}

TEST(AttentionBias, BucketsAreConstantBeyondTheTablesEnds) {
  for (const bool bidirectional : {true, false}) {
    const RelativeBuckets buckets{32, 128, bidirectional};
    for (const std::int64_t far : {129, 500, 100000}) {
      EXPECT_EQ(relative_bucket(buckets, far), relative_bucket(buckets, 129));
      EXPECT_EQ(relative_bucket(buckets, -far), relative_bucket(buckets, -129));
    }
  }
}

}  // namespace
}  // namespace st::kernels
