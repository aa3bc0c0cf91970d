#include "guard/faithfulness.h"

#include <gtest/gtest.h>

namespace st {
namespace {

FaithfulnessChecker library() {
  return FaithfulnessChecker({{"LIB-1", "As a reader I want to keep a book for 21 days."},
                              {"LIB-1", "A reader can borrow up to ten books at once."},
                              {"LIB-2", "Readers get an e-mail three days before a book is due."},
                              {"LIB-3", "Librarians can block a card that was reported as lost."}});
}

TEST(Faithfulness, TellsWhatTheSourcesSupportAndWhich) {
  const FaithfulnessChecker checker = library();
  const ClaimFaithfulness said = checker.check({"Readers can borrow up to ten books at once.", {}});
  EXPECT_TRUE(said.verdict.supported);
  EXPECT_EQ(said.sources, std::vector<std::string>{"LIB-1"});
  const ClaimFaithfulness made_up =
      checker.check({"Readers get an e-mail five days before a book is due.", {}});
  EXPECT_FALSE(made_up.verdict.supported);
  EXPECT_EQ(made_up.sources, std::vector<std::string>{"LIB-2"});
  EXPECT_FALSE(made_up.verdict.reasons.empty());
  const ClaimFaithfulness elsewhere = checker.check({"Parking costs 2 euros.", {}});
  EXPECT_FALSE(elsewhere.verdict.supported);
}

TEST(Faithfulness, ACitationIsGoodWhereItCarriesItsClaim) {
  const FaithfulnessChecker checker = library();
  const ClaimFaithfulness right =
      checker.check({"Librarians can block a card that was reported as lost.", {"LIB-3", "LIB-2"}});
  EXPECT_TRUE(right.supported_by_cited);
  EXPECT_EQ(right.citation_good, (std::vector<bool>{true, false}));
  const ClaimFaithfulness wrong =
      checker.check({"Librarians can block a card that was reported as lost.", {"LIB-2"}});
  EXPECT_TRUE(wrong.verdict.supported);
  EXPECT_FALSE(wrong.supported_by_cited);
  const ClaimFaithfulness unknown =
      checker.check({"Librarians can block a card that was reported as lost.", {"LIB-9"}});
  EXPECT_EQ(unknown.citation_good, std::vector<bool>{false});
  const FaithfulnessScore score = score_faithfulness({right, wrong});
  EXPECT_DOUBLE_EQ(score.faithfulness(), 1.0);
  EXPECT_DOUBLE_EQ(score.citation_recall(), 0.5);
  EXPECT_DOUBLE_EQ(score.citation_precision(), 1.0 / 3.0);
}

TEST(PassageIndex, FindsByWordsAndSynonymsAndKeepsToItsShare) {
  const PassageIndex index(
      {"The courier rings twice.", "A parcel is stored for nine days.", "The shop opens at 9."});
  EXPECT_EQ(index.nearest("How long is a parcel kept?", 3).front().passage, 1u);
  EXPECT_EQ(index.nearest("When does the store open?", 3).front().passage, 2u);
  const std::vector<std::size_t> among = {0};
  EXPECT_TRUE(index.nearest("nine days", 3, &among).empty());
  EXPECT_TRUE(index.nearest("", 3).empty());
  EXPECT_TRUE(PassageIndex({}).nearest("anything", 3).empty());
}

}  // namespace
}  // namespace st
