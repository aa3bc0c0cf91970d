// `faithfulness`: what is said of a text and its sources, and one exit code after the other.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "pipeline/run_program.h"
#include "pipeline/state.h"

namespace st::pipeline {
namespace {

using ::testing::HasSubstr;

constexpr const char* kLibrary =
    "{\"id\": \"LIB-1\", \"title\": \"Lending\", \"state\": \"Done\", \"description\": \"A reader can keep "
    "a book for 21 "
    "days.\"}\n"
    "{\"id\": \"LIB-2\", \"title\": \"Reminders\", \"state\": \"Done\", \"description\": \"Readers get an "
    "e-mail three "
    "days before a book is due.\"}\n";

TEST(Faithfulness, ClaimsAndCitationsAreCounted) {
  const TemporaryFolder folder;
  const std::string sources = folder.write("stories.jsonl", kLibrary);
  const std::string text = folder.write("summary.md",
                                        "# LIB-1 is no claim here\n\nA reader can keep a book for 21 days "
                                        "[LIB-1]. Readers get an e-mail five days before "
                                        "a book is due (LIB-2).\n\n- Readers get an e-mail three days "
                                        "before a book is due. [LIB-1, LIB-2]\n");
  const Outcome outcome = run_program({{"faithfulness", text, sources, "--json"}});
  EXPECT_THAT(outcome, ends_with(1));
  const auto answer = nlohmann::json::parse(outcome.out);
  ASSERT_EQ(answer["claims"].size(), 3u) << outcome.out;
  EXPECT_EQ(answer["claims"][0]["text"], "A reader can keep a book for 21 days.");
  EXPECT_EQ(answer["claims"][0]["supported"], true);
  EXPECT_EQ(answer["claims"][1]["supported"], false);
  EXPECT_EQ(answer["claims"][2]["citations"][0]["good"], false);
  EXPECT_EQ(answer["claims"][2]["citations"][1]["good"], true);
  EXPECT_DOUBLE_EQ(answer["citation_precision"].get<double>(), 0.5);
  EXPECT_THAT(run_program({{"faithfulness", text, sources}}).out, HasSubstr("2 of 3 claims"));
}

TEST(Faithfulness, AStateIsSupportedByItsOwnStories) {
  const TemporaryFolder folder;
  const std::string sources = folder.write("stories.jsonl", kLibrary);
  ASSERT_THAT(run_program({{"combine", sources, "--out", folder / "state"}}), ends_with(0));
  for (const char* form : {"state/state.json", "state/state.md"}) {
    const Outcome outcome = run_program({{"faithfulness", folder / form, sources, "--json"}});
    EXPECT_THAT(outcome, ends_with(0)) << form;
    const auto answer = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(answer["claims"].size(), 2u) << form << outcome.out;
    EXPECT_EQ(answer["citation_precision"], 1.0) << form << outcome.out;
    EXPECT_EQ(answer["citation_recall"], 1.0) << form << outcome.out;
  }
}

// Azure DevOps numbers its items; a number in a rule is not the name of a story.
TEST(Faithfulness, NumbersInAStatementAreNoCitations) {
  const TemporaryFolder folder;
  const std::string sources = example("loan-desk/azure-devops.csv");
  run_program(combine_call({sources}, folder / "state"));
  std::vector<nlohmann::json> answers;
  for (const char* form : {"state/state.json", "state/state.md"}) {
    const Outcome outcome = run_program({{"faithfulness", folder / form, sources, "--json"}});
    ASSERT_EQ(outcome.exit_code, 0) << form << outcome.err;
    answers.push_back(nlohmann::json::parse(outcome.out));
    EXPECT_EQ(answers.back()["citation_precision"], 1.0) << form;
    EXPECT_EQ(answers.back()["citation_recall"], 1.0) << form;
  }
  EXPECT_EQ(answers[0]["claims"].size(), answers[1]["claims"].size());
}

TEST(Faithfulness, WrongCallsAndInputsAreTold) {
  const TemporaryFolder folder;
  const std::string sources = folder.write("stories.jsonl", kLibrary);
  EXPECT_THAT(run_program({{"faithfulness", "no such file", sources}}), fails_with(2, {"no such file"}));
  EXPECT_THAT(run_program({{"faithfulness", sources}}), fails_with(2, {"sources"}));
  EXPECT_THAT(run_program({{"faithfulness", folder.write("empty.md", "# Title\n"), sources}}),
              fails_with(3, {"empty.md", "expected"}));
  EXPECT_THAT(run_program({{"faithfulness", folder.write("bytes.md", "\xFF\xFE\x80"), sources}}),
              fails_with(3, {"bytes.md", "UTF-8"}));
}

}  // namespace
}  // namespace st::pipeline
