// `ask`: answers with citations out of a project file, today's and a past day's.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "pipeline/run_program.h"
#include "pipeline/state.h"

namespace st::pipeline {
namespace {

using ::testing::HasSubstr;

class Ask : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string stories = folder_.write(
        "stories.jsonl",
        R"({"id": "US-1", "type": "User Story", "state": "Done", "closed": "2023-01-10", "title": "Lending", "description": "Readers can keep a book for 21 days."})"
        "\n"
        R"({"id": "US-2", "type": "User Story", "state": "Done", "closed": "2023-06-10", "title": "Longer lending", "description": "Readers can keep a book for 28 days."})"
        "\n"
        R"({"id": "US-3", "type": "User Story", "state": "Done", "closed": "2023-07-01", "title": "Fines", "description": "A fine of 2 euros is charged for each late book."})"
        "\n");
    const Outcome made = run_program({{"combine", stories, "--out", (folder_ / "out").string(), "--project",
                                       (folder_ / "p.db").string()}});
    ASSERT_LE(made.exit_code, 1) << made.err;
  }
  Outcome ask(const std::string& question, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"ask", question, "--project", (folder_ / "p.db").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program({arguments});
  }
  TemporaryFolder folder_;
};

TEST_F(Ask, AnswersWithTheStoryAndItsWords) {
  const Outcome outcome = ask("How many days can readers keep a book?", {"--json"});
  ASSERT_THAT(outcome, ends_with(0));
  const Json answer = Json::parse(outcome.out);
  EXPECT_TRUE(answer["said"]);
  EXPECT_THAT(answer["answer"].get<std::string>(), HasSubstr("28 days"));
  EXPECT_EQ(answer["statements"][0]["evidence"][0]["story"], "US-2");
  EXPECT_THAT(ask("How many days can readers keep a book?").out, HasSubstr("US-2, description: \"Readers"));
}

TEST_F(Ask, AnswersForAPastDay) {
  const Outcome outcome = ask("How many days can readers keep a book?", {"--as-of", "2023-03-01"});
  ASSERT_THAT(outcome, ends_with(0));
  EXPECT_THAT(outcome.out, HasSubstr("21 days"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("28 days")));
  EXPECT_THAT(ask("What is the fine for a late book?", {"--as-of", "2023-03-01"}).out,
              HasSubstr("do not say"));
}

TEST_F(Ask, SaysThatTheStoriesDoNotSay) {
  const Outcome outcome = ask("Which wine goes with fish?");
  ASSERT_THAT(outcome, ends_with(0));
  EXPECT_THAT(outcome.out, HasSubstr("The stories do not say."));
  EXPECT_FALSE(Json::parse(ask("Which wine goes with fish?", {"--json"}).out)["said"]);
}

TEST_F(Ask, WrongCallsAreTold) {
  EXPECT_THAT(run_program({{"ask", "What?", "--project", "no such file"}}),
              fails_with(2, {"no such file"}));
  EXPECT_THAT(run_program({{"ask", "What?"}}), fails_with(2, {"--project"}));
  EXPECT_THAT(ask("What?", {"--as-of", "yesterday"}), fails_with(2, {"yesterday"}));
  const std::string about = "How many days can readers keep a book?";
  EXPECT_THAT(ask(about, {"--llm", "http://192.0.2.1"}), fails_with(2, {"--allow-remote"}));
  EXPECT_THAT(ask(about, {"--llm", "http://ann:s3cret@127.0.0.1"}), fails_with(2, {"--llm-key-file"}));
  EXPECT_THAT(ask(about, {"--llm-model", "m"}), fails_with(2, {"--llm"}));
}

}  // namespace
}  // namespace st::pipeline
