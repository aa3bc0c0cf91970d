#include "cli/document_claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace st::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The one claim of a text over stories 2, 7, 15 and US-14.
CitedClaim claim_of(const std::string& text) {
  const std::set<std::string> known = {"2", "7", "15", "US-14"};
  const auto claims =
      claims_of_document(text, "test", [&](const std::string& name) { return known.contains(name); });
  EXPECT_TRUE(claims.ok());
  EXPECT_EQ(claims->size(), 1u) << text;
  return claims->empty() ? CitedClaim{} : claims->front();
}

TEST(DocumentClaims, ANameWithLettersCitesWhereverItStands) {
  EXPECT_THAT(claim_of("US-14 says that a DVD is lent for a week.").cited, ElementsAre("US-14"));
  EXPECT_THAT(claim_of("A DVD is lent for a week [US-14].").cited, ElementsAre("US-14"));
  EXPECT_EQ(claim_of("A DVD is lent for a week [US-14].").text, "A DVD is lent for a week.");
}

TEST(DocumentClaims, ANumberCitesOnlyInBracketsOrWithAHash) {
  EXPECT_THAT(claim_of("A DVD is lent for 7 days.").cited, IsEmpty());
  EXPECT_THAT(claim_of("A DVD is lent for 7 days (that is 2 weekends).").cited, IsEmpty());
  EXPECT_THAT(claim_of("A DVD is lent for 7 days [15].").cited, ElementsAre("15"));
  EXPECT_THAT(claim_of("A DVD is lent for 7 days. (2, 15)").cited, ElementsAre("2", "15"));
  EXPECT_THAT(claim_of("A DVD is lent for 7 days, see #15.").cited, ElementsAre("15"));
  EXPECT_EQ(claim_of("A DVD is lent for 7 days (#2, #15).").text, "A DVD is lent for 7 days.");
}

TEST(DocumentClaims, TheCountOfFurtherStoriesIsNoStory) {
  const std::string state =
      "# The current state\n\nWritten by StoryTransformer (built-in).\n\n"
      "- A DVD is lent for 7 days <sub>15, US-14 and 2 more \u00b7 since 2021-10-22</sub>\n";
  const CitedClaim claim = claim_of(state);
  EXPECT_EQ(claim.text, "A DVD is lent for 7 days");
  EXPECT_THAT(claim.cited, ElementsAre("15", "US-14"));
}

}  // namespace
}  // namespace st::cli
