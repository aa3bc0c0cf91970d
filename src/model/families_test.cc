// Every family against the reference library's logits and greedy tokens, from folders and from GGUF files.
#include <filesystem>

#include "kernels/kernel_testing.h"
#include "model/model_testing.h"

namespace st::model {
namespace {

// The folder whose logits a GGUF file must give: "gguf/mixtral-split.gguf" is "mixtral" in another form.
std::string checkpoint_of(const std::string& name) {
  const std::string stem = std::filesystem::path(name).filename().replace_extension().string();
  return stem.substr(0, stem.find("-split"));
}

class Families : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string name = GetParam();
    Result<std::unique_ptr<DecoderModel>> opened = open_decoder(family_folder(name));
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    model_ = std::move(opened).value();
    expected_ = recorded(checkpoint_of(name));
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

TEST_P(Families, ThePlainFormOfAttentionGivesTheSameLogits) {
  ForwardOptions plain;
  plain.naive_attention = true;
  Runner runner(model_->decoder, 2);
  const std::vector<float> found = runner.logits(expected_.all_ids(), plain);
  EXPECT_LE(largest_error(expected_.logits, found, n_vocab()), 1e-4);
}

TEST_P(Families, ChunksOfAnySizeGiveTheSameLogits) {
  for (const std::size_t chunk : {7u, 64u, 1u}) {
    if (ST_SANITIZED && chunk == 1) break;  // the greedy text is made by ones
    Runner runner(model_->decoder, 2);
    const std::vector<float> found = runner.logits_in_chunks(expected_.all_ids(), chunk);
    EXPECT_LE(largest_error(expected_.logits, found, n_vocab()), 1e-4) << "chunks of " << chunk;
  }
}

TEST_P(Families, TheSameGreedyTokensOnAnyNumberOfThreads) {
  for (const std::size_t n_threads : {2u, 1u, 8u}) {
    if (ST_SANITIZED && n_threads != 2) break;
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

// One of several sequences that are written at the same time: it begins with more or less of the recorded
// text, and goes on by its own greedy tokens.
struct Writer {
  std::vector<std::int32_t> ids;  // given and made
  std::size_t n_fed = 0;
  KvLease lease;

  std::span<const std::int32_t> next(std::size_t chunk) const {
    return std::span(ids).subspan(n_fed, std::min(chunk, ids.size() - n_fed));
  }
};

// Sequences of different lengths in one step, some reading their prompt in chunks while others write, one
// of them begun anew in mid-run: each as if it were alone.
TEST_P(Families, ABatchGivesWhatEachSequenceGivesAlone) {
  const std::vector<std::int32_t> all = expected_.all_ids();
  const auto width = static_cast<std::size_t>(n_vocab());
  Runner runner(model_->decoder, 2);
  std::vector<Writer> writers;
  for (const std::size_t n_given : {expected_.prompt.size(), std::size_t{31}, std::size_t{60}}) {
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(n_given);
    writers.push_back({{all.begin(), end}, 0, runner.cache().lease()});
  }
  DecoderScratch scratch;
  double largest = 0.0;
  for (std::size_t round = 0;; ++round) {
    if (round == 20) writers[1].lease = runner.cache().lease(), writers[1].n_fed = 0;
    std::vector<SequenceStep> steps;
    std::vector<Writer*> stepped;
    for (std::size_t i = 0; i < writers.size(); ++i) {
      if (round < 2 * i || writers[i].n_fed + 1 == all.size()) continue;
      steps.push_back({writers[i].next(7), &writers[i].lease, LogitsOf::kLastToken});
      stepped.push_back(&writers[i]);
    }
    if (steps.empty()) break;
    std::vector<float> logits(steps.size() * width);
    ASSERT_TRUE(model_->decoder.forward(runner.context(), steps, logits, scratch).ok());
    for (std::size_t i = 0; i < steps.size(); ++i) {
      Writer& writer = *stepped[i];
      writer.n_fed += steps[i].ids.size();
      const auto first = logits.begin() + static_cast<std::ptrdiff_t>(i * width);
      const std::vector<float> found(first, first + n_vocab());
      const auto row = expected_.logits.begin() + static_cast<std::ptrdiff_t>((writer.n_fed - 1) * width);
      largest = std::max(largest, largest_error({row, row + n_vocab()}, found, n_vocab()));
      if (writer.n_fed == writer.ids.size()) writer.ids.push_back(runner.best_of_last(found));
    }
  }
  EXPECT_LE(largest, 1e-4);
  for (const Writer& writer : writers) EXPECT_EQ(writer.ids, all);
}

std::string test_name(const testing::TestParamInfo<const char*>& family) {
  std::string name = family.param;
  for (char& letter : name) letter = letter == '-' || letter == '/' || letter == '.' ? '_' : letter;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Folders, Families,
                         testing::Values("llama", "llama-3", "llama-linear", "llama-tied-biased",
                                         "llama-yarn", "mistral", "mixtral", "qwen2", "qwen2-window",
                                         "qwen3", "phi3", "phi3-longrope", "gemma2", "gemma3", "starcoder2",
                                         "gpt1", "gpt2", "starcoder", "gpt-neox", "falcon-multi-query",
                                         "falcon-new", "bloom", "mpt"),
                         test_name);

// scripts/make_gguf_fixtures.py; the first GPT has no name in the format.
INSTANTIATE_TEST_SUITE_P(Gguf, Families,
                         testing::Values("gguf/llama.gguf", "gguf/llama-3.gguf", "gguf/llama-linear.gguf",
                                         "gguf/llama-tied-biased.gguf", "gguf/llama-yarn.gguf",
                                         "gguf/mistral.gguf", "gguf/mixtral.gguf",
                                         "gguf/mixtral-split.gguf", "gguf/qwen2.gguf",
                                         "gguf/qwen2-window.gguf", "gguf/qwen3.gguf", "gguf/phi3.gguf",
                                         "gguf/phi3-longrope.gguf", "gguf/gemma2.gguf", "gguf/gemma3.gguf",
                                         "gguf/starcoder2.gguf", "gguf/gpt2.gguf", "gguf/starcoder.gguf",
                                         "gguf/gpt-neox.gguf", "gguf/falcon-multi-query.gguf",
                                         "gguf/falcon-new.gguf", "gguf/bloom.gguf", "gguf/mpt.gguf"),
                         test_name);

}  // namespace
}  // namespace st::model
