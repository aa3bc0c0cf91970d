#include "language/meaning.h"

#include <gtest/gtest.h>

#include <string>

namespace st {
namespace {

Term term(std::string_view text) {
  const auto words = words_of(text);
  const auto terms = terms_of(words);
  for (const Term& t : terms) {
    if (t.first_word == 0 && t.last_word == words.size()) return t;
  }
  ADD_FAILURE() << text << " is no term";
  return {};
}

double near(std::string_view a, std::string_view b) {
  return nearness(term(a), term(b));
}

TEST(Meaning, AMisspeltWordIsNearTheWord) {
  EXPECT_GT(near("assistant", "assistent"), 0.9);
  EXPECT_EQ(near("gadget7", "gadget8"), 0.0);
  EXPECT_DOUBLE_EQ(near("tradespeople", "tradesperson"), 1.0);
}

TEST(Meaning, SynonymsAndDerivedFormsAreNear) {
  EXPECT_DOUBLE_EQ(near("booking", "bookings"), 1.0);
  EXPECT_GT(near("cancel", "cancellation"), 0.75);
  EXPECT_GT(near("sign in", "log on"), 0.75);
  EXPECT_GT(near("e-mail", "mail"), 0.75);
  EXPECT_GT(near("text message", "SMS"), 0.75);
  EXPECT_GT(near("client", "customer"), 0.75);
  EXPECT_GT(near("erase", "deletes"), 0.75);
  EXPECT_GT(near("physician", "doctor"), 0.75);
}

TEST(Meaning, ANarrowerWordSaysTheBroaderOne) {
  EXPECT_GT(near("vehicle", "car"), 0.5);
  EXPECT_GT(near("meal", "breakfast"), 0.5);
  EXPECT_GT(near("meal", "breakfast"), near("breakfast", "meal"));
}

TEST(Meaning, UnrelatedWordsAreFar) {
  EXPECT_LT(near("invoice", "greenhouse"), 0.3);
  EXPECT_LT(near("potion", "weapon"), 0.4);
  EXPECT_LT(near("doctor", "nurse"), 0.5);
  EXPECT_LT(near("Excel", "JSON"), 0.3);
}

TEST(Meaning, Opposites) {
  EXPECT_TRUE(are_opposites(term("enable"), term("disabled")));
  EXPECT_TRUE(are_opposites(term("opens"), term("closed")));
  EXPECT_FALSE(are_opposites(term("open"), term("cancel")));
}

}  // namespace
}  // namespace st
