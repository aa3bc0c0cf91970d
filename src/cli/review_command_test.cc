#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/command_testing.h"
#include "cli/terminal_text.h"
#include "ledger/ledger.h"

namespace st::cli {
namespace {

using ::testing::HasSubstr;

Evidence evidence(const std::string& story, const std::string& quote) {
  return {{story, "description", 0, quote.size()}, quote};
}

Statement statement(const std::string& id, const std::string& text, const std::string& quote) {
  return {id, text, StatementMode::kVerbatim, 1.0, "2023-01-01", EvidenceList(evidence("US-1", quote)), {}};
}

class ReviewCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    const std::string name = "st_review_" + std::to_string(::getpid()) + info->name();
    folder_ = std::filesystem::temp_directory_path() / name;
    std::filesystem::create_directories(folder_);
    path_ = (folder_ / "project.db").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void finish_run(const Document& document) {
    auto ledger = Ledger::open(path_);
    ASSERT_TRUE(ledger.ok()) << ledger.error().message;
    ASSERT_TRUE(ledger->begin_run("test", "").ok());
    ASSERT_TRUE(ledger->finish_run(document).ok());
  }

  Document document(const std::string& quote = "Until 24 hours before.") {
    Document made;
    made.sections = {
        {"Cancellation", {statement("S-1", "Patients can cancel until 24 hours before.", quote)}}};
    made.needs_review = {
        {"S-2", "Nurses can cancel.", {evidence("US-2", "nurses \x1B[2J may")}, "two stories differ"},
        {"S-3", "Doctors can cancel.", {evidence("US-3", "doctors may")}, "no day is known"}};
    return made;
  }

  Ran review(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"review", "--project", path_});
    return run_command(arguments);
  }

  std::filesystem::path folder_;
  std::string path_;
};

TEST_F(ReviewCommand, ListsWithIdsReasonsAndQuotes) {
  finish_run(document());
  const Ran ran = review({});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out,
            "2 statements need review. Decide with --accept ID, --reject ID or --reword ID \"TEXT\".\n"
            "\nS-2  Nurses can cancel.\n  why: two stories differ\n  US-2, description: \"nurses "
            "\xEF\xBF\xBD[2J may\"\n"
            "\nS-3  Doctors can cancel.\n  why: no day is known\n  US-3, description: \"doctors may\"\n");
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(review({"--list"}).out, ran.out);
}

TEST_F(ReviewCommand, JsonHoldsTheSame) {
  finish_run(document());
  const Ran ran = review({"--json"});
  EXPECT_EQ(ran.code, 1);
  const auto items = nlohmann::json::parse(ran.out)["items"];
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0]["id"], "S-2");
  EXPECT_EQ(items[0]["status"], "open");
  EXPECT_EQ(items[0]["evidence"][0]["quote"], "nurses \x1B[2J may");
  EXPECT_EQ(items[1]["why"], "no day is known");
}

TEST_F(ReviewCommand, DecisionsAreRecordedAndListedUntilTheNextRun) {
  finish_run(document());
  const Ran ran =
      review({"--accept", "S-2", "--reword", "S-3", "Doctors may cancel too.", "--note", "agreed"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "S-2: accept, recorded\nS-3: reword, recorded\n"
            "The next combine with this --project applies what was decided.\n");
  const Ran after = review({});
  EXPECT_EQ(after.code, 0);
  EXPECT_THAT(after.out, HasSubstr("Nothing needs review.\n\n2 statements are decided"));
  EXPECT_THAT(after.out, HasSubstr("decided: reword \"Doctors may cancel too.\" (agreed)"));
  const auto decisions = Ledger::open(path_, Ledger::Access::kRead)->decisions();
  ASSERT_EQ(decisions->size(), 2u);
  EXPECT_EQ((*decisions)[1].text, "Doctors may cancel too.");
  EXPECT_EQ((*decisions)[1].note, "agreed");
}

TEST_F(ReviewCommand, ADecisionIsSuspectWhenItsEvidenceChanged) {
  finish_run(document());
  EXPECT_EQ(review({"--accept", "S-1", "S-2", "--reject", "S-3"}).code, 0);
  EXPECT_EQ(review({}).code, 0);
  Document edited = document("Until 48 hours before.");
  edited.needs_review.clear();
  finish_run(edited);
  const Ran ran = review({"--json"});
  EXPECT_EQ(ran.code, 1);
  const auto items = nlohmann::json::parse(ran.out)["items"];
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0]["id"], "S-1");
  EXPECT_EQ(items[0]["status"], "suspect");
  EXPECT_EQ(items[0]["decision"]["kind"], "accept");
  EXPECT_THAT(review({}).out, HasSubstr("why: decided, but its evidence has changed since"));
  EXPECT_EQ(review({"--accept", "S-1"}).code, 0);
  EXPECT_EQ(review({}).code, 0);
}

TEST_F(ReviewCommand, ARejectionCanBeTakenBackAfterTheStatementIsGone) {
  finish_run(document());
  EXPECT_EQ(review({"--reject", "S-3", "--json"}).out,
            "{\"recorded\":[{\"id\":\"S-3\",\"kind\":\"reject\",\"text\":\"\",\"note\":\"\"}]}\n");
  Document without = document();
  without.needs_review.pop_back();
  finish_run(without);
  EXPECT_EQ(review({"--accept", "S-3"}).code, 0);
  EXPECT_EQ(Ledger::open(path_)->decisions()->at(0).kind, DecisionKind::kAccept);
  EXPECT_EQ(Ledger::open(path_)->decision_history()->size(), 2u);
}

TEST_F(ReviewCommand, WrongCallsRecordNothing) {
  finish_run(document());
  std::string long_text;
  for (int word = 0; word < 61; ++word) long_text += "word ";
  const std::vector<std::vector<std::string>> calls = {{"--accept", "S-2", "--reject", "S-9"},
                                                       {"--accept", "S-2", "--reject", "S-2"},
                                                       {"--reword", "S-2", ""},
                                                       {"--reword", "S-2", long_text},
                                                       {"--reword", "S-2", "One. Two. Three."},
                                                       {"--reword", "S-2"},
                                                       {"--note", "alone"},
                                                       {"--list", "--accept", "S-2"},
                                                       {"--frobnicate"},
                                                       {"--accept"}};
  for (const auto& call : calls) {
    const Ran ran = review(call);
    EXPECT_EQ(ran.code, 2) << ::testing::PrintToString(call);
    EXPECT_THAT(ran.err, ::testing::StartsWith("error: "));
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    EXPECT_EQ(ran.out, "");
  }
  EXPECT_TRUE(Ledger::open(path_)->decision_history()->empty());
}

TEST_F(ReviewCommand, AFileThatIsNotThereIsNotMade) {
  EXPECT_EQ(review({}).code, 2);
  EXPECT_EQ(review({"--accept", "S-1"}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(ReviewCommand, ALedgerWithoutAFinishedRunIsAnInputError) {
  ASSERT_TRUE(Ledger::open(path_).ok());
  const Ran ran = review({});
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, HasSubstr("holds no finished run"));
}

TEST(TerminalText, NothingInItMovesTheTerminal) {
  EXPECT_EQ(terminal_text("a\nb\tc"), "a b c");
  EXPECT_EQ(terminal_text("\x1B]0;title\x07"), "\xEF\xBF\xBD]0;title\xEF\xBF\xBD");
  EXPECT_EQ(terminal_text("\xC2\x9B"
                          "31m"),
            "\xEF\xBF\xBD"
            "31m");
  EXPECT_EQ(terminal_text("\xE2\x80\xAE"
                          "abc"),
            "\xEF\xBF\xBD"
            "abc");
  EXPECT_EQ(terminal_text("caf\xC3\xA9 \xFF"), "caf\xC3\xA9 \xEF\xBF\xBD");
}

}  // namespace
}  // namespace st::cli
