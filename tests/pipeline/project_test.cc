// `--project`: incremental runs, decisions that survive them, and project files that can't be used.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/run_program.h"
#include "pipeline/state.h"

namespace st::pipeline {
namespace {

constexpr const char* kReworded = "Visitors show where they live when they join.";

class Project : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(ST_SOURCE_DIR "/examples/loan-desk/stories.jsonl");
    for (std::string line; std::getline(file, line);) stories_.push_back(Json::parse(line));
    ASSERT_GT(stories_.size(), 20u);
  }

  std::string input() const {
    std::string lines;
    for (const Json& story : stories_) lines += story.dump() + "\n";
    return folder_.write("stories.jsonl", lines);
  }

  Json& story(const std::string& id) {
    for (Json& one : stories_) {
      if (one["id"] == id) return one;
    }
    ADD_FAILURE() << id;
    return stories_.front();
  }

  Outcome combine(bool with_project = true) const {
    const std::filesystem::path out = folder_ / (with_project ? "state" : "fresh");
    Call call{{"combine", input(), "--out", out.string(), "--json"}};
    if (with_project) call.arguments.insert(call.arguments.end(), {"--project", project()});
    return run_program(call);
  }

  // Runs, and tells how many steps were found and how many there were.
  std::pair<int, int> combined() const {
    const Outcome outcome = combine();
    EXPECT_THAT(outcome, is_done());
    const Json summary = Json::parse(outcome.out);
    return {summary["steps_reused"].get<int>(), summary["steps"].get<int>()};
  }

  void expect_as_from_nothing() const {
    ASSERT_THAT(combine(false), is_done());
    EXPECT_EQ(files_under(folder_ / "state"), files_under(folder_ / "fresh"));
  }

  Outcome review(std::vector<std::string> options) const {
    Call call{{"review", "--project", project()}};
    call.arguments.insert(call.arguments.end(), options.begin(), options.end());
    return run_program(call);
  }

  // The statement in force that rests on these words of that story; null where there is none. How it says
  // them is the combiner's business.
  Json resting_on(const std::string& story_id, const std::string& words) const {
    const Json now = state();
    for (const Json& section : now["sections"]) {
      for (const Json& statement : section["statements"]) {
        const Json& first = statement["evidence"][0];
        const bool has_words = first["quote"].get<std::string>().find(words) != std::string::npos;
        if (first["story"] == story_id && has_words) return statement;
      }
    }
    return nullptr;
  }
  Json proof() const { return resting_on("LD-4", "proof of address"); }
  Json reservations() const { return resting_on("LD-27", "8 reservations"); }

  void expect_decided(const Json& was_rejected) const {
    EXPECT_FALSE(reservations().is_object() && reservations()["id"] == was_rejected["id"]);
    ASSERT_TRUE(proof().is_object());
    EXPECT_EQ(proof()["text"], kReworded);
    const Json sum = state()["accounting"];
    int places = 0;
    for (const char* place :
         {"in_force", "duplicate", "superseded", "retired", "set_aside", "needs_review"}) {
      places += sum[place].get<int>();
    }
    EXPECT_EQ(places, sum["statements"].get<int>());
  }

  Json state() const { return Json::parse(read_bytes(folder_ / "state" / "state.json")); }
  std::string project() const { return folder_ / "desk.db"; }

  TemporaryFolder folder_;
  std::vector<Json> stories_;
};

TEST_F(Project, TheSameStoriesAgainAreAllKnown) {
  const int steps = combined().second;
  const auto first = files_under(folder_ / "state");
  EXPECT_EQ(combined(), std::pair(steps, steps));
  EXPECT_EQ(files_under(folder_ / "state"), first);
  expect_as_from_nothing();
}

TEST_F(Project, AnEditedStoryGivesWhatARunFromNothingGives) {
  combined();
  story("LD-4")["title"] = "Join at once";
  const auto [reused, steps] = combined();
  EXPECT_GT(reused, 0);
  EXPECT_LT(reused, steps);
  expect_as_from_nothing();
}

TEST_F(Project, AnAddedStoryGivesWhatARunFromNothingGives) {
  const Json last = stories_.back();
  stories_.pop_back();
  combined();
  stories_.push_back(last);
  combined();
  expect_as_from_nothing();
}

TEST_F(Project, ADeletedStoryAndOneThatComesBackGiveWhatARunFromNothingGives) {
  const Json first = stories_.front();
  const int steps = combined().second;
  stories_.erase(stories_.begin());
  combined();
  expect_as_from_nothing();
  stories_.insert(stories_.begin(), first);
  EXPECT_EQ(combined(), std::pair(steps, steps));  // every step is in the file from the first run
  expect_as_from_nothing();
}

TEST_F(Project, StoriesInAnotherOrderGiveWhatARunFromNothingGives) {
  combined();
  std::reverse(stories_.begin(), stories_.end());
  combined();
  expect_as_from_nothing();
}

TEST_F(Project, DecisionsSurviveRunsAndEditsElsewhere) {
  combined();
  ASSERT_TRUE(proof().is_object() && reservations().is_object());
  const Json rejected = reservations();
  EXPECT_THAT(
      review({"--reject", rejected["id"], "--reword", proof()["id"], kReworded, "--note", "agreed"}),
      ends_with(0));
  combined();
  expect_decided(rejected);
  story("LD-15")["title"] = "Lend DVDs for a week";
  combined();
  expect_decided(rejected);
  combined();
  expect_decided(rejected);
}

TEST_F(Project, ADecisionIsSuspectWhenMoreEvidenceComes) {
  combined();
  ASSERT_TRUE(proof().is_object());
  const std::string id = proof()["id"];
  EXPECT_THAT(review({"--accept", id}), ends_with(0));
  combined();
  EXPECT_EQ(review({}).out.find(id), std::string::npos);
  Json again = story("LD-4");
  again["id"] = "LD-900";
  again["created"] = again["closed"] = "2035-01-01";
  stories_.push_back(again);
  combined();
  const Outcome suspect = review({"--json"});
  EXPECT_THAT(suspect, ends_with(1));
  bool found = false;
  const Json items = Json::parse(suspect.out)["items"];
  for (const Json& item : items) found = found || (item["id"] == id && item["status"] == "suspect");
  EXPECT_TRUE(found) << suspect.out;
}

TEST_F(Project, ARejectionIsTakenBack) {
  combined();
  ASSERT_TRUE(proof().is_object());
  const Json before = proof();
  EXPECT_THAT(review({"--reject", before["id"]}), ends_with(0));
  combined();
  EXPECT_FALSE(proof().is_object() && proof()["id"] == before["id"]);
  EXPECT_THAT(review({"--accept", before["id"]}), ends_with(0));
  combined();
  EXPECT_EQ(proof(), before);
}

TEST_F(Project, ASecondRunIsToldWhoHasTheFile) {
  combined();
  const auto before = files_under(folder_ / "state");
  const int lock = ::open((project() + "-run").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  ASSERT_GE(lock, 0);
  ASSERT_EQ(::flock(lock, LOCK_EX), 0);
  ASSERT_EQ(::write(lock, "4711\n", 5), 5);
  EXPECT_THAT(combine(), fails_with(2, {"another run (process 4711) is writing to it"}));
  EXPECT_THAT(review({}), is_done());
  ::close(lock);
  EXPECT_EQ(files_under(folder_ / "state"), before);
  EXPECT_EQ(combined().first, combined().second);
}

TEST_F(Project, ANewerLedgerIsRefusedAndLeftAsItIs) {
  combined();
  std::string bytes = read_bytes(project());
  bytes.replace(60, 4, std::string("\0\0\0\x63", 4));  // user_version in SQLite's header
  folder_.write("desk.db", bytes);
  for (const Outcome& outcome : {combine(), review({}), review({"--accept", "S-1"})}) {
    EXPECT_THAT(outcome, fails_with(3, {"is a ledger of version 99", "use a newer storytransformer"}));
  }
  EXPECT_EQ(read_bytes(project()), bytes);
}

TEST_F(Project, ADamagedLedgerIsRefusedAndLeftAsItIs) {
  combined();
  std::string bytes = read_bytes(project());
  bytes.replace(bytes.size() / 2, 30'000, std::string(30'000, '\x5A'));
  folder_.write("desk.db", bytes);
  EXPECT_THAT(combine(), fails_with(3, {"is damaged"}));
  EXPECT_THAT(review({}), fails_with(3, {"is damaged"}));
  EXPECT_EQ(read_bytes(project()), bytes);
}

TEST_F(Project, AFileOfAnotherKindIsRefusedAndLeftAsItIs) {
  for (const std::string& bytes :
       {std::string("x"), std::string("id,title\n1,A story\n"), std::string(5000, 'x')}) {
    folder_.write("desk.db", bytes);
    EXPECT_THAT(combine(), fails_with(3, {"is no project file"}));
    EXPECT_EQ(read_bytes(project()), bytes);
  }
  std::filesystem::remove(project());
  std::filesystem::create_directory(project());
  EXPECT_THAT(combine(), fails_with(2, {"is a folder"}));
}

}  // namespace
}  // namespace st::pipeline
