#include "language/polarity.h"

#include <gtest/gtest.h>

#include <string>

#include "language/clause_bounds.h"
#include "language/modality.h"

namespace st {
namespace {

bool denied(std::string_view text, std::string_view form) {
  const auto words = words_of(text);
  const auto marks = denied_words(words, negations_of(words));
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].is(form)) return marks[i];
  }
  ADD_FAILURE() << form << " is not in " << text;
  return false;
}

std::size_t count_of(std::string_view text, NegationKind kind) {
  const auto words = words_of(text);
  std::size_t n = 0;
  for (const Negation& negation : negations_of(words)) n += negation.kind == kind;
  return n;
}

std::string cues(std::string_view text) {
  const auto words = words_of(text);
  std::string names;
  for (const ModalityCue& cue : modality_cues(words))
    names += std::string(names.empty() ? "" : ",") + name_of(cue.modality);
  return names;
}

TEST(Polarity, NotGovernsTheRestOfItsClause) {
  EXPECT_TRUE(denied("Members can't cancel a class, but trainers can move it.", "cancel"));
  EXPECT_FALSE(denied("Members can't cancel a class, but trainers can move it.", "move"));
  EXPECT_FALSE(denied("Members can cancel a class.", "cancel"));
  EXPECT_TRUE(denied("Vouchers are refused at the till.", "vouchers"));
  EXPECT_FALSE(denied("Vouchers are not refused at the till.", "till"));
}

TEST(Polarity, AContrastDeniesWhatFollowsIt) {
  EXPECT_TRUE(denied("The list goes to the clerk and not to the owner.", "owner"));
  EXPECT_FALSE(denied("The list goes to the clerk and not to the owner.", "clerk"));
}

TEST(Polarity, WithoutGovernsItsNounPhrase) {
  EXPECT_TRUE(denied("Without a badge the gate stays shut.", "badge"));
  EXPECT_FALSE(denied("Without a badge the gate stays shut.", "shut"));
}

TEST(Polarity, NotEvenDenies) {
  EXPECT_TRUE(denied("Not even the owner can see it.", "see"));
  EXPECT_TRUE(denied("Nobody, not even the owner, can see it.", "see"));
}

TEST(Polarity, ABarIsNoRefusal) {
  EXPECT_FALSE(denied("The bar opens at noon.", "opens"));
}

TEST(Polarity, BoundsAreNoNegations) {
  EXPECT_EQ(count_of("no more than 3 guests, not later than noon", NegationKind::kNot), 0u);
  EXPECT_EQ(count_of("not only the owner", NegationKind::kNot), 0u);
  EXPECT_EQ(count_of("no guests", NegationKind::kNot), 1u);
  EXPECT_EQ(count_of("no one but the owner", NegationKind::kOnly), 1u);
  EXPECT_EQ(count_of("only the owner, except on Sundays, unless it rains", NegationKind::kExcept), 2u);
}

TEST(Modality, CuesByPhrase) {
  EXPECT_EQ(cues("Guests must not smoke"), "must not");
  EXPECT_EQ(cues("Guests can't smoke"), "must not");
  EXPECT_EQ(cues("Guests don't have to pay and need not sign"), "need not,need not");
  EXPECT_EQ(cues("A comment is mandatory; a photo is optional"), "must,may");
  EXPECT_EQ(cues("Idea for later: guests could vote"), "wish,wish,may");
  EXPECT_EQ(cues("It used to be 3, previously 4"), "former,former");
  EXPECT_EQ(cues("A scale is used to weigh it"), "");
  EXPECT_EQ(cues("It rains"), "");
  EXPECT_EQ(cues("Guests are advised to wait"), "should");
  EXPECT_EQ(cues("The clerk is obliged by law"), "must");
  EXPECT_EQ(cues("It would be lovely to swim"), "wish");
  EXPECT_EQ(cues("It could swim one day"), "may,wish");
  EXPECT_EQ(cues("It swims one day"), "");
}

TEST(ClauseBounds, CoverAllWordsInOrder) {
  const auto words =
      words_of("If it rains, the roof closes and an alarm sounds; guests stay. But dogs may leave");
  const auto ranges = clause_ranges(words);
  ASSERT_GE(ranges.size(), 4u);
  std::size_t at = 0;
  for (const auto& [begin, end] : ranges) {
    EXPECT_EQ(begin, at);
    EXPECT_LT(begin, end);
    at = end;
  }
  EXPECT_EQ(at, words.size());
  EXPECT_TRUE(clause_ranges({}).empty());
}

}  // namespace
}  // namespace st
