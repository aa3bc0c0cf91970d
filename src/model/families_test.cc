// Every family against the reference library's logits and greedy tokens.
#include "model/model_testing.h"

namespace st::model {
namespace {

class Families : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<DecoderModel>> opened = open_decoder(family_folder(GetParam()));
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    model_ = std::move(opened).value();
    expected_ = recorded(GetParam());
    ASSERT_EQ(expected_.greedy.size(), 64u);
    ASSERT_EQ(expected_.logits.size(), expected_.all_ids().size() * static_cast<std::size_t>(n_vocab()));
  }
  std::int64_t n_vocab() const { return model_->decoder.spec().n_vocab; }

  std::unique_ptr<DecoderModel> model_;
  Recorded expected_;
};

TEST_P(Families, EveryLogitIsWithinOneInTenThousand) {
  Runner runner(model_->decoder, 2);
  const double error = largest_error(expected_.logits, runner.logits(expected_.all_ids()), n_vocab());
  EXPECT_LE(error, 1e-4);
  RecordProperty("largest_relative_error", std::to_string(error));
}

TEST_P(Families, ChunksOfAnySizeGiveTheSameLogits) {
  for (const std::size_t chunk : {1u, 7u, 64u}) {
    Runner runner(model_->decoder, 2);
    const std::vector<float> found = runner.logits_in_chunks(expected_.all_ids(), chunk);
    EXPECT_LE(largest_error(expected_.logits, found, n_vocab()), 1e-4) << "chunks of " << chunk;
  }
}

TEST_P(Families, TheSameGreedyTokensOnAnyNumberOfThreads) {
  for (const std::size_t n_threads : {1u, 2u, 8u}) {
    Runner runner(model_->decoder, n_threads);
    EXPECT_EQ(runner.greedy(expected_.prompt, 64), expected_.greedy) << n_threads << " threads";
  }
}

TEST_P(Families, ADroppedCacheIsRebuilt) {
  Runner runner(model_->decoder, 2);
  const std::size_t half = expected_.prompt.size() + 20;
  std::vector<std::int32_t> ids = expected_.all_ids();
  runner.greedy(expected_.prompt, 20);
  runner.drop_cache();
  EXPECT_EQ(runner.greedy({ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(half)}, 44),
            std::vector<std::int32_t>(expected_.greedy.begin() + 20, expected_.greedy.end()));
}

// Sequences of different lengths in one step: each as if it were alone.
TEST_P(Families, ABatchGivesWhatEachSequenceGivesAlone) {
  const std::vector<std::int32_t> ids = expected_.all_ids();
  const auto width = static_cast<std::size_t>(n_vocab());
  Runner runner(model_->decoder, 2);
  std::vector<KvLease> leases;
  for (int i = 0; i < 3; ++i) leases.push_back(runner.cache().lease());
  const std::size_t lengths[] = {88, 5, 31};
  std::vector<SequenceStep> steps;
  for (std::size_t i = 0; i < 3; ++i)
    steps.push_back({std::span(ids).first(lengths[i]), &leases[i], LogitsOf::kLastToken});
  std::vector<float> together(3 * width);
  DecoderScratch scratch;
  ASSERT_TRUE(model_->decoder.forward(runner.context(), steps, together, scratch).ok());
  for (std::size_t i = 0; i < 3; ++i) {
    const auto row = expected_.logits.begin() + static_cast<std::ptrdiff_t>((lengths[i] - 1) * width);
    const std::vector<float> expected(row, row + n_vocab());
    const auto found = together.begin() + static_cast<std::ptrdiff_t>(i * width);
    EXPECT_LE(largest_error(expected, {found, found + n_vocab()}, n_vocab()), 1e-4) << "sequence " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Families,
                         testing::Values("llama", "llama-3", "llama-linear", "llama-tied-biased",
                                         "llama-yarn", "mistral", "mixtral", "qwen2", "qwen2-window",
                                         "qwen3", "phi3", "gemma2", "gemma3", "starcoder2", "gpt1", "gpt2",
                                         "starcoder", "gpt-neox", "falcon-multi-query", "falcon-new",
                                         "bloom", "mpt"),
                         [](const auto& family) {
                           std::string name = family.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace st::model
