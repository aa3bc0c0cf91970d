#include "combine/wording.h"

#include <gtest/gtest.h>

namespace st::combine {
namespace {

std::string told(std::string_view sentence) {
  return user_story_as_statement(sentence).value_or("(verbatim)");
}

TEST(Wording, UserStoriesBecomeStatements) {
  EXPECT_EQ(told("As a patient I want to cancel an appointment I no longer need, so that someone else can "
                 "have it."),
            "Patients can cancel an appointment they no longer need.");
  EXPECT_EQ(
      told("As a member, I'd like to extend a running rental in the app, provided nobody has booked the "
           "car after me."),
      "Members can extend a running rental in the app, provided nobody has booked the car after them.");
  EXPECT_EQ(told("As an operator I want to be warned before a print starts if there isn't enough filament "
                 "so that jobs don't die."),
            "Operators are warned before a print starts if there isn't enough filament.");
  EXPECT_EQ(told("As a member I don't want to be charged for a room that I cancel at least 4 hours ahead."),
            "Members are not charged for a room that they cancel at least 4 hours ahead.");
  EXPECT_EQ(told("As someone who commutes I want to save the stops I use."),
            "Someone who commutes can save the stops they use.");
  EXPECT_EQ(told("As a customer who buys a lot I want to repeat my last order."),
            "A customer who buys a lot can repeat their last order.");
  EXPECT_EQ(told("As the hotline I need to be able to help."), "The hotline can help.");
  EXPECT_EQ(told("As a user, I must be able to change my password."), "Users can change their password.");
  EXPECT_EQ(told("As a resident I want a reminder at 6 pm so that I put it out."),
            "Residents get a reminder at 6 pm.");
}

TEST(Wording, WhatIsNotAPlainWishStaysVerbatim) {
  EXPECT_EQ(told("As an admin I want the report to be sent by the system."), "(verbatim)");
  EXPECT_EQ(told("As a customer with a job I don't want to wait in for half the morning."), "(verbatim)");
  EXPECT_EQ(told("The parcel is kept for 3 days."), "(verbatim)");
}

SegmentedClaim claim(ClaimKind kind, std::string quote) {
  SegmentedClaim c;
  c.kind = kind;
  c.claim.quote = std::move(quote);
  return c;
}

TEST(Wording, WhatIsNoUserStoryIsTakenVerbatimOnOneLine) {
  const Wording told_criterion = word_claim(claim(ClaimKind::kCriterion, "Maximum pause:\n  4 weeks"));
  EXPECT_EQ(told_criterion.text, "Maximum pause: 4 weeks");
  EXPECT_EQ(told_criterion.mode, StatementMode::kVerbatim);
}

TEST(Wording, ScenariosTellTheirTitleAndOutcome) {
  const Wording told_scenario = word_claim(claim(ClaimKind::kScenario,
                                                 "@ui\nScenario: Seeing the list\n  Given there are 2 "
                                                 "items\n  When I open it\n  Then I see 2 items"));
  EXPECT_EQ(told_scenario.text, "Seeing the list: when I open it, then I see 2 items.");
}

}  // namespace
}  // namespace st::combine
