#include "combine/requirement.h"

#include <gtest/gtest.h>

#include <string>

#include "base/unicode.h"
#include "language/words.h"

namespace st::combine {
namespace {

double score(const std::string& sentence) {
  SegmentedClaim claim;
  claim.claim.quote = sentence;
  return requirement_score(claim, words_of(sentence), to_lower(sentence), false);
}

TEST(Requirement, AParticipleIsNoHistory) {
  EXPECT_GE(score("Loans are decided by the clerk and no witness is asked."), 0.0);
  EXPECT_LT(score("The board decided it."), 0.0);
  EXPECT_LT(score("The clerks asked for a bell."), 0.0);
}

TEST(Requirement, WhatARelativeClauseTellsIsNoHistory) {
  EXPECT_GE(score("Repayment must go to the account from which the fee came."), 0.0);
  EXPECT_GE(score("A reader who lost a card must tell the desk."), 0.0);
}

TEST(Requirement, WhoeverLeansOnNoOtherSentence) {
  EXPECT_GE(score("Anyone who is older may join."), 0.0);
  EXPECT_LT(score("They may join."), 0.0);
}

}  // namespace
}  // namespace st::combine
