#include "language/clauses.h"

#include <gtest/gtest.h>

#include <string>

namespace st {
namespace {

std::string said(std::span<const Word> words, WordRange range) {
  std::string text;
  for (std::size_t i = range.first; i < range.last; ++i) text += (text.empty() ? "" : " ") + words[i].lower;
  return text;
}

TEST(Clauses, RolesByTheirOpening) {
  const auto words = words_of("If it rains and nobody is there, the roof closes so that guests stay dry.");
  const auto clauses = clauses_of(words);
  ASSERT_GE(clauses.size(), 4u);
  EXPECT_EQ(clauses[0].role, ClauseRole::kCondition);
  EXPECT_EQ(clauses[1].role, ClauseRole::kCondition);
  EXPECT_EQ(clauses[2].role, ClauseRole::kMain);
  EXPECT_EQ(said(words, clauses[2].subject), "the roof");
  EXPECT_EQ(clauses[3].role, ClauseRole::kPurpose);
}

TEST(Clauses, VerbAndVoice) {
  const auto words = words_of("Invoices are sent by mail. Clerks may send them.");
  const auto clauses = clauses_of(words);
  ASSERT_EQ(clauses.size(), 2u);
  EXPECT_TRUE(clauses[0].passive);
  EXPECT_EQ(words[*clauses[0].verb].lower, "sent");
  EXPECT_FALSE(clauses[1].passive);
  EXPECT_EQ(words[*head_noun(words, clauses[1].subject)].lemma, "clerk");
  EXPECT_EQ(clauses[1].sentence, 1u);
}

TEST(StoryForm, PartsOfTheFrame) {
  const auto words = words_of("As a night nurse, I'd like to see my list so that I can plan.");
  const auto form = story_form(words);
  ASSERT_TRUE(form);
  EXPECT_EQ(said(words, form->role), "night nurse");
  EXPECT_EQ(said(words, form->body), "see my list");
  EXPECT_EQ(said(words, form->purpose), "so that i can plan .");
  EXPECT_TRUE(form->actor_acts);
}

TEST(StoryForm, AWishForAThingHasNoActorThatActs) {
  const auto words = words_of("As the owner I want bikes to be returnable.");
  const auto form = story_form(words);
  ASSERT_TRUE(form);
  EXPECT_FALSE(form->actor_acts);
  EXPECT_EQ(said(words, form->body), "bikes to be returnable .");
  EXPECT_FALSE(story_form(words_of("Treat it as a gift when I am away"))) << "no frame";
  EXPECT_FALSE(story_form(words_of("")));
}

}  // namespace
}  // namespace st
