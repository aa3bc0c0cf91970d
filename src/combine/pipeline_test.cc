#include "combine/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "combine/test_backlog.h"
#include "ledger/basis_hash.h"

namespace st::combine {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

Combined run(TestBacklog& backlog, const CombineOptions& options = {}) {
  Result<Ledger> ledger = Ledger::temporary();
  Result<Combined> combined = combine(backlog.stories(), options, *ledger);
  EXPECT_TRUE(combined.ok());
  return *std::move(combined);
}

std::vector<std::string> in_force(const Document& document) {
  std::vector<std::string> texts;
  for (const Section& section : document.sections) {
    for (const Statement& statement : section.statements) texts.push_back(statement.text);
  }
  return texts;
}

std::vector<std::string> told(TestBacklog& backlog, const CombineOptions& options = {}) {
  return in_force(run(backlog, options).document);
}

TestBacklog loans() {
  TestBacklog backlog;
  backlog.add("L-1", "2021-03-01", "Lend a book",
              "A reader can keep a book for 14 days.\nA loan is printed on a receipt.");
  backlog.add("L-2", "2021-05-01", "Reminders",
              "Readers are reminded by SMS two days before the loan ends.");
  return backlog;
}

TEST(Pipeline, ALaterLimitInOtherWordsReplacesTheEarlierOne) {
  TestBacklog backlog = loans();
  backlog.add("L-3", "2022-01-10", "Longer loans for books",
              "Books may now be kept by the reader for 21 days.");
  const Combined combined = run(backlog);
  EXPECT_THAT(in_force(combined.document),
              UnorderedElementsAre("Books may now be kept by the reader for 21 days.",
                                   "A loan is printed on a receipt.",
                                   "Readers are reminded by SMS two days before the loan ends."));
  const Statement& book = combined.document.sections.front().statements.front();
  ASSERT_EQ(book.history.size(), 1u);
  EXPECT_EQ(book.history[0].text, "A reader can keep a book for 14 days.");
  EXPECT_EQ(book.history[0].until, "2022-01-10");
  EXPECT_EQ(book.since, "2022-01-10");
  EXPECT_EQ(combined.document.accounting.superseded, 1u);
}

TEST(Pipeline, TwoClaimsOfAStoryWithOneAmountAndNoCommonWordBothStand) {
  TestBacklog backlog;
  backlog.add("L-1", "2021-03-01", "Counters", "The kiosk beeps when 3 coins are missing",
              "Members can borrow 3 books.");
  EXPECT_THAT(told(backlog), UnorderedElementsAre("Members can borrow 3 books.",
                                                  "The kiosk beeps when 3 coins are missing"));
}

TEST(Pipeline, TheClosingDayDecidesAndNotTheOrderOfTheInput) {
  TestBacklog backlog = loans();
  backlog.add("L-3", "2022-06-01", "Longer loans for books",
              "Books may now be kept by the reader for 21 days.");
  backlog.add("L-4", "2022-02-01", "Interim loan period",
              "Books may now be kept by the reader for 18 days.");
  EXPECT_THAT(told(backlog), Contains("Books may now be kept by the reader for 21 days."));
  EXPECT_THAT(told(backlog), Not(Contains(HasSubstr("18 days"))));
}

TEST(Pipeline, AnExceptionLeavesTheRuleStanding) {
  TestBacklog backlog = loans();
  backlog.add("L-3", "2022-01-10", "Course reserves",
              "For textbooks in the course collection the loan is 2 days.",
              "Students fight over them. Everything else keeps its normal loan period.");
  EXPECT_THAT(told(backlog), Contains("A reader can keep a book for 14 days."));
  EXPECT_THAT(told(backlog), Contains("For textbooks in the course collection the loan is 2 days."));
}

TEST(Pipeline, ANamedPlaceIsAnExceptionToTheRule) {
  TestBacklog backlog = loans();
  backlog.add("L-3", "2022-01-10", "Loans of books in Basel",
              "In Basel books may now be kept by the reader for 21 days.");
  EXPECT_THAT(told(backlog), Contains("A reader can keep a book for 14 days."));
  EXPECT_THAT(told(backlog), Contains("In Basel books may now be kept by the reader for 21 days."));
}

TEST(Pipeline, WhatIsTakenBackEndsAndMayComeAgain) {
  TestBacklog backlog = loans();
  backlog.add("L-3", "2022-01-10", "Paper receipts", "", "The loan receipt is no longer printed.");
  const Combined gone = run(backlog);
  EXPECT_THAT(in_force(gone.document), Not(Contains("A loan is printed on a receipt.")));
  ASSERT_THAT(gone.document.retired, testing::SizeIs(1));
  EXPECT_EQ(gone.document.retired[0].until, "2022-01-10");
  backlog.add("L-4", "2022-09-01", "Receipts again", "A receipt is printed for each loan.");
  EXPECT_THAT(told(backlog), Contains("A receipt is printed for each loan."));
}

TEST(Pipeline, TheSameRuleByAnotherAuthorJoinsTheFirst) {
  TestBacklog backlog = loans();
  backlog.add("L-3", "2022-01-10", "Loan period", "A reader can keep a book for 14 days.");
  const Combined combined = run(backlog);
  EXPECT_EQ(combined.document.accounting.duplicate, 1u);
  const Statement& book = combined.document.sections.front().statements.front();
  EXPECT_EQ(book.evidence.size(), 2u);
}

TEST(Pipeline, OpenRemovedAndPlanningItemsMakeNoStatement) {
  TestBacklog backlog = loans();
  backlog.add("L-3", "", "Loans by drone", "A book can be delivered by drone.");
  backlog.last().state = StoryState::kOpen;
  backlog.add("L-4", "2022-02-02", "Fines", "A late book costs 1 euro a day.");
  backlog.last().state = StoryState::kRemoved;
  backlog.add("L-5", "2022-03-03", "Upgrade the database", "The window is 4 hours.");
  backlog.last().type = "Task";
  const Combined combined = run(backlog);
  EXPECT_EQ(combined.document.accounting.in_force, 3u);
  std::vector<std::string> reasons;
  for (const SetAside& aside : combined.document.set_aside)
    reasons.push_back(aside.story_id + " " + aside.reason);
  EXPECT_THAT(reasons, UnorderedElementsAre("L-3 not done", "L-4 removed", "L-5 no requirement"));
  CombineOptions with_open;
  with_open.include_open = true;
  EXPECT_THAT(told(backlog, with_open), Contains("A book can be delivered by drone."));
}

TEST(Pipeline, TheStateOfAnEarlierDay) {
  TestBacklog backlog = loans();
  backlog.add("L-3", "2022-01-10", "Longer loans for books",
              "Books may now be kept by the reader for 21 days.");
  CombineOptions options;
  options.as_of = "2021-04-01";
  EXPECT_THAT(told(backlog, options),
              ElementsAre("A reader can keep a book for 14 days.", "A loan is printed on a receipt."));
  EXPECT_TRUE(run(backlog, options).document.accounting.adds_up());
}

TEST(Pipeline, ATopicSetsOtherStoriesAside) {
  TestBacklog backlog = loans();
  CombineOptions options;
  options.topic = "reminder";
  EXPECT_THAT(told(backlog, options),
              ElementsAre("Readers are reminded by SMS two days before the loan ends."));
}

TEST(Pipeline, NoStoriesIsAnEmptyDocument) {
  TestBacklog backlog;
  EXPECT_THAT(told(backlog), IsEmpty());
}

constexpr const char* kFeature =
    "Feature: Adding a book\n  As a clerk\n  I want to add a book\n\n  Scenario: Adding with a title\n    "
    "When I enter a title\n"
    "    Then it is in the list\n\n  Scenario: Adding without a title\n    When I enter nothing\n    Then "
    "I see an error\n";

TEST(Pipeline, ANewVersionOfAFeatureFileReplacesTheOldOne) {
  TestBacklog backlog;
  backlog.add("F-1", "2021-01-01", "Adding a book", "", kFeature);
  std::string changed = kFeature;
  changed.erase(changed.find("\n  Scenario: Adding without"));
  changed += "\n  Scenario: Adding by scan\n    When I scan it\n    Then it is in the list\n";
  backlog.add("F-2", "2021-02-01", "Change: Adding a book", "", changed);
  const std::vector<std::string> texts = told(backlog);
  EXPECT_THAT(texts, Contains(HasSubstr("Adding by scan")));
  EXPECT_THAT(texts, Contains(HasSubstr("Adding with a title")));
  EXPECT_THAT(texts, Not(Contains(HasSubstr("Adding without a title"))));
  backlog.add("F-3", "2021-03-01", "Remove: Adding a book", "",
              "The feature \"Adding a book\" is removed. It no longer exists.");
  EXPECT_THAT(told(backlog), IsEmpty());
}

TEST(Pipeline, ASecondRunReusesEveryStepAndAnEditOnlyWhatRestsOnIt) {
  TestBacklog backlog = loans();
  for (int i = 0; i < 30; ++i) {
    backlog.add("X-" + std::to_string(i), "2021-06-01", "Shelf " + std::to_string(i),
                "Cupboard" + std::to_string(i) + " can be locked by its janitor" + std::to_string(i) + ".");
  }
  Result<Ledger> ledger = Ledger::temporary();
  const Result<Combined> first = combine(backlog.stories(), {}, *ledger);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->report.reused_batches, 0u);
  const Result<Combined> second = combine(backlog.stories(), {}, *ledger);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->report.reused_batches, backlog.stories().size());
  EXPECT_EQ(in_force(second->document), in_force(first->document));

  backlog.stories()[0].fields[1].text = "A reader can keep a book for 15 days.";
  const Result<Combined> third = combine(backlog.stories(), {}, *ledger);
  ASSERT_TRUE(third.ok());
  EXPECT_GT(third->report.reused_batches, backlog.stories().size() / 2);
  EXPECT_LT(third->report.reused_batches, backlog.stories().size());
  TestBacklog fresh = backlog;
  EXPECT_EQ(in_force(third->document), told(fresh));
}

TEST(Pipeline, WhatAPersonDecidedSurvivesTheNextRun) {
  TestBacklog backlog = loans();
  Result<Ledger> ledger = Ledger::temporary();
  const Result<Combined> first = combine(backlog.stories(), {}, *ledger);
  ASSERT_TRUE(first.ok());
  Decision decision;
  decision.statement_id = first->document.sections[0].statements[0].id;
  decision.kind = DecisionKind::kReword;
  decision.text = "Books are lent for 14 days.";
  ASSERT_TRUE(ledger->decide(decision).ok());
  const Result<Combined> second = combine(backlog.stories(), {}, *ledger);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(in_force(second->document)[0], "Books are lent for 14 days.");
  EXPECT_TRUE(second->document.accounting.adds_up());
}

TEST(Pipeline, ADecisionWhoseEvidenceChangedGoesBeforeThePersonAgain) {
  TestBacklog backlog = loans();
  Result<Ledger> ledger = Ledger::temporary();
  const Result<Combined> first = combine(backlog.stories(), {}, *ledger);
  ASSERT_TRUE(first.ok());
  const Statement& lent = first->document.sections[0].statements[0];
  Decision decision{lent.id, DecisionKind::kAccept, "", basis_hash(lent.evidence.items()), ""};
  ASSERT_TRUE(ledger->decide(decision).ok());
  const Result<Combined> second = combine(backlog.stories(), {}, *ledger);
  ASSERT_TRUE(second.ok());
  EXPECT_THAT(second->document.needs_review, IsEmpty());
  backlog.add("L-3", "2022-01-10", "Loan period", "A reader can keep a book for 14 days.");
  const Result<Combined> third = combine(backlog.stories(), {}, *ledger);
  ASSERT_TRUE(third.ok());
  ASSERT_EQ(third->document.needs_review.size(), 1u);
  EXPECT_EQ(third->document.needs_review[0].id, lent.id);
  EXPECT_TRUE(third->document.accounting.adds_up());
}

TEST(Pipeline, OneStoryLessLeavesMostStepsAsTheyWere) {
  TestBacklog backlog = loans();
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    backlog.add("X-" + n, "2021-06-01", "Shelf " + n,
                "Cupboard" + n + " can be locked by its janitor" + n + ".");
  }
  Result<Ledger> ledger = Ledger::temporary();
  ASSERT_TRUE(combine(backlog.stories(), {}, *ledger).ok());
  backlog.stories().erase(backlog.stories().begin() + 20);
  const Result<Combined> again = combine(backlog.stories(), {}, *ledger);
  ASSERT_TRUE(again.ok());
  EXPECT_GT(again->report.reused_batches, backlog.stories().size() * 8 / 10);
}

TEST(Pipeline, AProjectKeepsTodaysStateWhateverDayIsAskedFor) {
  TestBacklog backlog = loans();
  Result<Ledger> ledger = Ledger::temporary();
  CombineOptions options;
  options.as_of = "2021-04-01";
  const Result<Combined> past = combine(backlog.stories(), options, *ledger);
  ASSERT_TRUE(past.ok());
  EXPECT_EQ(in_force(past->document).size(), 2u);
  EXPECT_EQ(ledger->statements()->size(), 3u);
}

TEST(Pipeline, TheSameOnAnyNumberOfThreads) {
  TestBacklog backlog = loans();
  backlog.add("F-1", "2021-01-01", "Adding a book", "", kFeature);
  CombineOptions one;
  one.jobs = 1;
  CombineOptions eight;
  eight.jobs = 8;
  EXPECT_EQ(told(backlog, one), told(backlog, eight));
}

}  // namespace
}  // namespace st::combine
