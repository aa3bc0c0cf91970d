// The main job from outside: a backlog in, a folder out.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "pipeline/state.h"

namespace st::pipeline {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Combine, EveryExampleKeepsEveryPromise) {
  for (const auto& folder : example_folders()) {
    const TemporaryFolder out;
    const Outcome outcome = run_program(combine_call({folder / "stories.jsonl"}, out / "state"));
    ASSERT_THAT(outcome, is_done()) << folder;
    const Json state = read_state(out / "state");
    EXPECT_THAT(breaches(state, read_jsonl(folder / "stories.jsonl")), IsEmpty()) << folder;
    EXPECT_GT(statement_texts(state).size(), 10u);
    EXPECT_EQ(outcome.exit_code, state["needs_review"].empty() ? 0 : 1);
    for (const std::string name : {"state.md", "state.html"}) {
      EXPECT_THAT(read_bytes(out / ("state/" + name)), HasSubstr(state["sections"][0]["title"])) << name;
    }
  }
}

TEST(Combine, AllFormsOfAnExampleGiveTheSameStatements) {
  for (const auto& folder : example_folders()) {
    std::vector<std::vector<std::string>> texts;
    for (const char* form : {"stories.jsonl", "azure-devops.csv", "jira.csv", "markdown"}) {
      const TemporaryFolder out;
      ASSERT_THAT(run_program(combine_call({folder / form}, out / "state")), is_done()) << form;
      texts.push_back(statement_texts(read_state(out / "state")));
      EXPECT_EQ(texts.back(), texts.front()) << folder << " " << form;
    }
  }
}

// Random subsets in random orders with random options: nothing is lost and every quote is real.
void hold_promises(const std::filesystem::path& folder, int cases) {
  const std::vector<Json> all = read_jsonl(folder / "stories.jsonl");
  std::mt19937 random(20240301);
  for (int i = 0; i < cases; ++i) {
    std::vector<Json> some = all;
    std::shuffle(some.begin(), some.end(), random);
    some.resize(1 + random() % some.size());
    std::vector<std::string> options;
    if (random() % 3 == 0) options.push_back("--include-open");
    if (random() % 3 == 0) {
      options.insert(options.end(),
                     {"--as-of", some[random() % some.size()]["created"].get<std::string>()});
    }
    const TemporaryFolder folder_of_case;
    const std::string input = folder_of_case.write("stories.jsonl", to_jsonl(some));
    ASSERT_THAT(run_program(combine_call({input}, folder_of_case / "state", options)), is_done())
        << "case " << i;
    ASSERT_THAT(breaches(read_state(folder_of_case / "state"), some), IsEmpty()) << "case " << i << "\n"
                                                                                 << to_jsonl(some);
  }
}

TEST(Accounting, AddsUpOnRandomSubsetsAndOrdersOfTheExamples) {
  for (const auto& folder : example_folders()) hold_promises(folder, ST_SANITIZED ? 5 : 25);
}

TEST(Accounting, AddsUpOnRandomSubsetsAndOrdersOfTheEvolutionBacklogs) {
  if (evolution_folders().empty()) GTEST_SKIP() << "../shared/evolution is not there";
  for (const auto& folder : evolution_folders()) hold_promises(folder, ST_SANITIZED ? 2 : 6);
}

TEST(Determinism, AnyNumberOfJobsGivesTheSameBytes) {
  std::vector<std::filesystem::path> folders = example_folders();
  // The sanitizers look for what threads do to memory; the smaller backlogs show it in a tenth of the time.
  if (!ST_SANITIZED) {
    for (const auto& folder : evolution_folders()) folders.push_back(folder);
  }
  for (const auto& folder : folders) {
    std::map<std::string, std::string> first;
    for (const char* jobs : {"1", "2", "8"}) {
      const TemporaryFolder out;
      ASSERT_THAT(run_program(combine_call({folder / "stories.jsonl"}, out / "state", {"--jobs", jobs})),
                  is_done());
      const auto files = files_under(out / "state");
      EXPECT_EQ(files.size(), 3u);
      if (first.empty()) first = files;
      EXPECT_EQ(files, first) << folder << " with --jobs " << jobs;
    }
  }
}

TEST(Determinism, AProjectGivesTheSameBytesAsNoneAndASecondRunTheSameAgain) {
  const TemporaryFolder folder;
  const std::string input = example("loan-desk/stories.jsonl");
  ASSERT_THAT(run_program(combine_call({input}, folder / "without")), is_done());
  for (const char* out : {"with", "again"}) {
    ASSERT_THAT(run_program(combine_call({input}, folder / out, {"--project", folder / "desk.db"})),
                is_done());
    EXPECT_EQ(files_under(folder / out), files_under(folder / "without")) << out;
  }
}

}  // namespace
}  // namespace st::pipeline
