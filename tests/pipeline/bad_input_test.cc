// Exit codes 2, 3 and 4 of the commands that read files: each error line names the file and what was
// expected.
#include <gtest/gtest.h>

#include "pipeline/state.h"

namespace st::pipeline {
namespace {

using ::testing::HasSubstr;

class BadInput : public ::testing::Test {
 protected:
  Outcome combine(const std::string& name, const std::string& bytes,
                  std::vector<std::string> options = {}) {
    return run_program(combine_call({folder_.write(name, bytes)}, folder_ / "state", std::move(options)));
  }
  Outcome inspect(const std::string& name, const std::string& bytes) {
    return run_program({{"inspect", folder_.write(name, bytes)}});
  }
  TemporaryFolder folder_;
};

TEST_F(BadInput, WhatIsNotThereOrCantBeMeantIsAWrongCall) {
  const std::string good = example("loan-desk/stories.jsonl");
  const auto out = folder_ / "state";
  EXPECT_THAT(run_program(combine_call({"no such file"}, out)),
              fails_with(2, {"no such file", "expected"}));
  EXPECT_THAT(run_program(combine_call({good}, out, {"--as-of", "2024-99-01"})),
              fails_with(2, {"--as-of"}));
  EXPECT_THAT(run_program(combine_call({good}, out, {"--format", "odd"})),
              fails_with(2, {"odd", "expected"}));
  EXPECT_THAT(run_program(combine_call({good}, out, {"--jobs", "0"})), fails_with(2, {"--jobs"}));
  EXPECT_THAT(run_program({{"combine", good}}), fails_with(2, {"--out"}));
  EXPECT_TRUE(files_under(folder_.path()).empty());
}

TEST_F(BadInput, WhatHoldsNoStoryIsNamedAndWritesNothing) {
  EXPECT_THAT(combine("cut.jsonl", R"({"id": "A-1", "title":)"), fails_with(3, {"cut.jsonl", "expected"}));
  EXPECT_THAT(combine("cut.json", R"([{"number": 1, "title":)"), fails_with(3, {"cut.json", "expected"}));
  EXPECT_THAT(combine("bare.csv", "ID,Title\n\"1,\"unclosed\n"),
              fails_with(3, {"bare.csv:2", "title", "expected"}));
  EXPECT_THAT(combine("binary", std::string("\0\1\2\3", 4)), fails_with(3, {"binary", "expected"}));
  EXPECT_THAT(combine("empty", ""), fails_with(3, {"empty", "expected"}));
  EXPECT_TRUE(files_under(folder_ / "state").empty());
}

TEST_F(BadInput, OneBadFileAmongGoodOnesIsWarnedOfAndTheRestComesIn) {
  const std::string bad = folder_.write("cut.json", R"([{"number": 1, "title":)");
  const Outcome outcome =
      run_program(combine_call({example("loan-desk/jira.csv"), bad}, folder_ / "state"));
  EXPECT_THAT(outcome, ends_with(1));
  EXPECT_THAT(outcome.err, HasSubstr("warning: " + bad));
  EXPECT_EQ(read_state(folder_ / "state")["backlog"]["stories"], 36);
}

TEST_F(BadInput, DefaultsOfCombineComeFromTheConfigurationFile) {
  folder_.write("storytransformer.toml", "[combine]\nout = \"from toml\"\nas-of = 2022-01-01\njobs = 1\n");
  const Outcome outcome =
      run_program({.arguments = {"combine", example("loan-desk/stories.jsonl")}, .folder = folder_.path()});
  ASSERT_TRUE(outcome.exit_code == 0 || outcome.exit_code == 1) << outcome.err;
  EXPECT_EQ(read_state(folder_ / "from toml")["as_of"], "2022-01-01");
}

TEST_F(BadInput, AModelThatCantBeUsedIsCodeFourAndAMissingOneCodeTwo) {
  EXPECT_THAT(run_program({{"inspect", "no such model"}}), fails_with(2, {"no such model"}));
  EXPECT_THAT(inspect("odd.gguf", "GGUFxxxx"), fails_with(4, {"odd.gguf", "version"}));
  EXPECT_THAT(inspect("short.safetensors", "hi"), fails_with(4, {"short.safetensors"}));
  EXPECT_THAT(inspect("bad.safetensors", std::string("\x08\0\0\0\0\0\0\0{\"a\":1}}", 16)),
              fails_with(4, {"bad.safetensors", "header"}));
  EXPECT_THAT(run_program({{"tokenize", "--jsonl", "--tokenizer", "no such tokenizer"}}), fails_with(2));
  EXPECT_THAT(run_program({{"tokenize", "--jsonl", "--tokenizer", folder_.write("odd.txt", "hi\n")}}),
              fails_with(4, {"odd.txt"}));
}

}  // namespace
}  // namespace st::pipeline
