#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "scale/counting_model.h"
#include "scale/footprint.h"
#include "scale/scale_table.h"
#include "scale/workload.h"

namespace st::scale {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

ModelShape shape_named(std::string_view name) {
  const ScaleTable table = read_table(built_in_table(), "built in").value();
  const auto found = std::find_if(table.models.begin(), table.models.end(),
                                  [&](const auto& one) { return one.name == name; });
  EXPECT_NE(found, table.models.end()) << name;
  return found == table.models.end() ? ModelShape{} : *found;
}

TEST(Footprint, GivesThePublishedExamplesWithinTwoPercent) {
  for (const auto& [name, gigabytes] :
       {std::pair{"GPT-3", 350.0}, std::pair{"BLOOM", 352.0}, std::pair{"Llama-2-70b", 140.0},
        std::pair{"Falcon-40b", 80.0}, std::pair{"MPT-30b", 60.0}, std::pair{"StarCoder", 31.0}}) {
    const Footprint print = footprint_of(shape_named(name), 1024, DType::kF16, 1);
    EXPECT_NEAR(print.weights_bf16 / 1e9, gigabytes, 0.02 * gigabytes) << name;
    EXPECT_DOUBLE_EQ(print.weights_f32, 2 * print.weights_bf16);
  }
}

// "19 GB" of the published example are 2^30 bytes each.
TEST(Footprint, StoredScoresGrowWithTheSquareAndFlashDoesNotGrow) {
  const ModelShape forty_heads = shape_named("Llama-2-13b");
  ASSERT_EQ(forty_heads.n_heads, 40);
  const Footprint at_16k = footprint_of(forty_heads, 16000, DType::kF16, 2);
  EXPECT_NEAR(at_16k.scratch_naive / (1 << 30), 19.0, 0.02 * 19.0);
  const Footprint at_128k = footprint_of(forty_heads, 128000, DType::kF16, 2);
  EXPECT_DOUBLE_EQ(at_128k.scratch_naive, 64 * at_16k.scratch_naive);
  EXPECT_DOUBLE_EQ(at_128k.kv_cache, 8 * at_16k.kv_cache);
  EXPECT_LT(at_128k.scratch_flash, 4e6);
}

TEST(Footprint, KeysAndValuesFollowTheirType) {
  const ModelShape llama = shape_named("Llama-3.1-8B");
  EXPECT_DOUBLE_EQ(footprint_of(llama, 1000, DType::kF16, 1).kv_cache, 1000.0 * 2 * 32 * 8 * 128 * 2);
  EXPECT_DOUBLE_EQ(footprint_of(llama, 1000, DType::kQ8_0, 1).kv_cache,
                   1000.0 * 2 * 32 * 8 * 128 / 32 * 34);
}

// Heads of 112 values are no whole blocks of 32: the cache would refuse them.
TEST(Footprint, KeysAndValuesThatNoBlockHoldsAreToldAsF16) {
  const ModelShape mpt = shape_named("MPT-30b");
  const Footprint print = footprint_of(mpt, 1000, DType::kQ8_0, 1);
  EXPECT_EQ(print.kv_type, DType::kF16);
  EXPECT_DOUBLE_EQ(print.kv_cache, footprint_of(mpt, 1000, DType::kF16, 1).kv_cache);
  EXPECT_EQ(footprint_of(shape_named("Llama-3.1-8B"), 1000, DType::kQ8_0, 1).kv_type, DType::kQ8_0);
}

TEST(Footprint, CountsAMixturesActiveWeights) {
  model::BlockSpec spec;
  spec.n_layers = 2;
  spec.d_model = 8;
  spec.n_vocab = 10;
  spec.attention = {.n_heads = 2, .n_kv_heads = 1, .head_dim = 4};
  spec.mlp.d_ff = 16;
  spec.mlp.n_experts = 4;
  spec.mlp.n_experts_used = 1;
  spec.kinds.resize(1);
  spec.kind_of_layer = {0, 0};
  const ModelShape shape = shape_of(spec, "mixed");
  EXPECT_DOUBLE_EQ(shape.parameters - shape.active_parameters, 2.0 * 3 * (3 * 8 * 16));
}

TEST(Workload, SumsWhatEachCallReadsAndWrites) {
  const BacklogSize size{.stories = 5, .story_tokens = 500, .document_tokens = 200};
  const Workload once = read_once(size);
  EXPECT_EQ(once.calls, 1);
  EXPECT_EQ(once.prompt_tokens, 500);
  EXPECT_EQ(once.answer_tokens, 200);
  const Workload every = rewrite_per(1, size);
  EXPECT_EQ(every.calls, 5);
  EXPECT_NEAR(every.prompt_tokens, 500 + (0 + 40 + 80 + 120 + 160), 1e-9);
  EXPECT_NEAR(every.answer_tokens, 40 + 80 + 120 + 160 + 200, 1e-9);
  EXPECT_NEAR(every.longest_call, 160 + 100 + 200, 1e-9);
  const Workload by_two = rewrite_per(2, size);
  EXPECT_EQ(by_two.calls, 3);
  EXPECT_NEAR(by_two.prompt_tokens, 500 + (0 + 80 + 160), 1e-9);
  EXPECT_NEAR(by_two.answer_tokens, 80 + 160 + 200, 1e-9);
  EXPECT_EQ(rewrite_per(1, {}).calls, 0);
  EXPECT_EQ(read_once({}).calls, 0);
}

TEST(Workload, ACallsPairsAreThoseOfItsNewTokens) {
  Workload work;
  work.add_call(/*prompt=*/4, /*cached=*/2, /*answer=*/3);
  EXPECT_EQ(work.score_pairs, 3 + 4);    // the third token sees three, the fourth four
  EXPECT_EQ(work.keys_read, 5 + 6 + 7);  // each answer token sees all before it and itself
}

TEST(Workload, TimeIsArithmeticOfPromptsAndReadingOfAnswers) {
  ModelShape shape{"one", 1000, 500, 2, 8, 4, 2, 8, 0};
  Workload work;
  work.add_call(10, 0, 0);
  const MachineSpeed speed{.flop_per_s = 1e3, .bytes_per_s = 1e2};
  EXPECT_NEAR(seconds_of(work, shape, 8, DType::kF32, speed), (2 * 500 * 10 + 4 * 2 * 4 * 8 * 55) / 1e3,
              1e-9);
  Workload answer;
  answer.answer_tokens = 3;
  answer.keys_read = 5;
  EXPECT_NEAR(seconds_of(answer, shape, 8, DType::kF32, speed), (3 * 500 + 5 * 2 * 2 * 2 * 8 * 4) / 1e2,
              1e-9);
}

TEST(CountingModel, HoldsWhatThePromptBeforeBeganWith) {
  CountingModel model([](const std::string& text) -> Result<std::size_t> { return text.size(); }, 100,
                      "{}");
  EXPECT_EQ(model.complete("abcdef", {}, {})->cached_tokens, 0u);
  const Completion second = model.complete("abcxyz!", {}, {}).value();
  EXPECT_EQ(second.cached_tokens, 3u);
  EXPECT_EQ(second.prompt_tokens, 7u);
  EXPECT_EQ(second.text, "{}");
  EXPECT_EQ(model.workload().calls, 2);
  EXPECT_EQ(model.workload().prompt_tokens, 13);
  EXPECT_EQ(model.workload().cached_tokens, 3);
  // Two letters that share their first byte part before it.
  EXPECT_EQ(model.complete("\xC3\xA4", {}, {})->cached_tokens, 0u);
  EXPECT_EQ(model.complete("\xC3\xB6", {}, {})->cached_tokens, 0u);
}

TEST(ScaleTable, HoldsThePricesOfMarch2024) {
  const ScaleTable table = read_table(built_in_table(), "built in").value();
  ASSERT_GE(table.prices.size(), 4u);
  const std::pair<double, double> expected[] = {{15, 75}, {3, 15}, {0.25, 1.25}, {0.125, 0.375}};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(table.prices[i].noted, "2024-03");
    EXPECT_EQ(std::pair(table.prices[i].input, table.prices[i].output), expected[i])
        << table.prices[i].model;
  }
}

TEST(ScaleTable, ReadsWhatAPersonAdds) {
  const ScaleTable table = read_table(
                               "[[price]]\nmodel = \"Ours\"\nnoted = \"2026-01\"\ninput = 1\noutput = 2.5\n"
                               "cached_input = 0.1\ncontext = 1000\n",
                               "mine.toml")
                               .value();
  ASSERT_EQ(table.prices.size(), 1u);
  EXPECT_EQ(table.prices[0].cached_input, 0.1);
  EXPECT_EQ(table.prices[0].context_tokens, 1000);
  EXPECT_TRUE(table.models.empty());
}

TEST(ScaleTable, TellsWhereItIsWrong) {
  const std::string start = "[[price]]\nmodel = \"a\"\nnoted = \"b\"\n";
  const std::string shape =
      "[[model]]\nname = \"m\"\nparameters = 1e9\nlayers = 2\nwidth = 8\nheads = 4\nhead_width = 2\n";
  for (const auto& [text, what] : std::initializer_list<std::pair<std::string, std::string>>{
           {"x = ", "line 1"},
           {"cost = 3", "cost is no key here"},
           {"price = 3", "no list of tables"},
           {"price = [3]", "no list of tables"},
           {start + "input = 1\n", "has no output"},
           {start + "input = \"1\"\noutput = 2", "line 4: input is out of range"},
           {start + "input = -1\noutput = 2", "line 4: input is out of range"},
           {start + "input = nan\noutput = 2", "line 4: input is out of range"},
           {start + "input = 1\noutput = 2\nprize = 3", "prize is no key here"},
           {start + "input = 1\noutput = 2\ncontext = 1.5", "no whole number"},
           {shape + "kv_heads = 3", "3 kv_heads don't divide 4 heads"},
           {shape + "kv_heads = 0", "kv_heads is out of range"},
           {"[[model]]\nname = \"m\"\nparameters = 1e9\nlayers = 2\nwidth = 8\nheads = 9000\nhead_width = "
            "2\n"
            "kv_heads = 9000",
            "more than 4096"}}) {
    const Result<ScaleTable> read = read_table(text, "mine.toml");
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().kind, ErrorKind::kUsage) << text;
    EXPECT_THAT(read.error().message,
                AllOf(HasSubstr("mine.toml: line "), HasSubstr(what), HasSubstr("expected")));
  }
}

}  // namespace
}  // namespace st::scale
