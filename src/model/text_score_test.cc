#include "model/text_score.h"

#include "model/model_testing.h"

namespace st::model {
namespace {

TEST(TextWindows, ScoreEveryTokenButTheFirstOnce) {
  for (std::int64_t n_tokens = 2; n_tokens < 40; ++n_tokens) {
    for (std::int64_t context = 2; context < 12; ++context) {
      for (std::int64_t stride = 1; stride < context; ++stride) {
        std::int64_t next = 1;
        for (const TextWindow& window : text_windows(n_tokens, context, stride)) {
          EXPECT_EQ(window.first_target, next);
          EXPECT_LT(window.first, window.first_target);
          EXPECT_LE(window.end - window.first, context);
          next = window.end;
        }
        EXPECT_EQ(next, n_tokens);
      }
    }
  }
}

TEST(TextWindows, WithoutOverlapTheFirstOfEachHasNothingBeforeIt) {
  const std::vector<TextWindow> windows = text_windows(10, 4, 4);
  ASSERT_EQ(windows.size(), 3u);
  EXPECT_EQ(windows[1].first, 4);
  EXPECT_EQ(windows[1].first_target, 5);
  EXPECT_EQ(windows[2].end, 10);
}

class ScoredText : public testing::Test {
 protected:
  Result<TextScore> score(const Decoder* against, std::int64_t context, std::int64_t stride) {
    return score_text({&pool_, kernels::choose_isa().value()}, model_->decoder, against,
                      expected_.all_ids(), {context, stride, DType::kF32, DType::kF32});
  }
  // -log p of token `target`, out of the reference library's logits of the token before it.
  double recorded_nats(std::size_t target) const {
    const auto width = static_cast<std::size_t>(model_->decoder.spec().n_vocab);
    const float* row = expected_.logits.data() + (target - 1) * width;
    double sum = 0.0;
    for (std::size_t i = 0; i < width; ++i) sum += std::exp(static_cast<double>(row[i]));
    return std::log(sum) - static_cast<double>(row[expected_.all_ids()[target]]);
  }

  Recorded expected_ = recorded("qwen3");
  std::unique_ptr<DecoderModel> model_ = open_decoder(family_folder("qwen3")).value();
  kernels::ThreadPool pool_{2};
};

TEST_F(ScoredText, IsWhatTheReferenceLibraryLogitsSay) {
  const Result<TextScore> found = score(nullptr, 96, 48);
  ASSERT_TRUE(found.ok());
  double nats = 0.0;
  for (std::size_t i = 1; i < 88; ++i) nats += recorded_nats(i);
  EXPECT_EQ(found->n_scored, 87);
  EXPECT_NEAR(found->nats / nats, 1.0, 1e-5);
}

TEST_F(ScoredText, AgainstItselfNothingDiffers) {
  const Result<TextScore> found = score(&model_->decoder, 32, 8);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->n_scored, 87);
  EXPECT_EQ(found->divergence_nats, 0.0);
  EXPECT_EQ(found->n_agreed, 87);
}

TEST_F(ScoredText, AQuantisationShowsItsCost) {
  double before = 0.0;
  for (const DType type : {DType::kQ8_0, DType::kQ4_0}) {
    LoadOptions options;
    options.matrix_type = type;
    const auto rounded = open_decoder(family_folder("qwen3"), options).value();
    const Result<TextScore> found =
        score_text({&pool_, kernels::choose_isa().value()}, rounded->decoder, &model_->decoder,
                   expected_.all_ids(), {64, 32, DType::kF32, DType::kF32});
    ASSERT_TRUE(found.ok());
    EXPECT_GT(found->divergence_nats, 2.0 * before);
    before = found->divergence_nats;
    EXPECT_LT(found->n_agreed, 88);
  }
}

}  // namespace
}  // namespace st::model
