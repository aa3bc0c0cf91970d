#include "language/lexicon.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace st {
namespace {

std::vector<std::string> bases(std::string_view form, WordClass c) {
  std::vector<std::string> forms;
  for (const LemmaId id : Lexicon::english().base_forms(form, c))
    forms.emplace_back(Lexicon::english().lemma(id));
  return forms;
}

using Forms = std::vector<std::string>;

TEST(Lexicon, FindsEveryLemmaAtItsPlace) {
  const Lexicon& lexicon = Lexicon::english();
  for (const std::string_view lemma : {"cancel", "e-mail", "sign_in", "dog", "a", "zygote"}) {
    const auto id = lexicon.find(lemma);
    ASSERT_TRUE(id) << lemma;
    EXPECT_EQ(lexicon.lemma(*id), lemma);
  }
  EXPECT_TRUE(lexicon.find("cancel"));
  EXPECT_FALSE(lexicon.find("xyzzyplugh"));
  EXPECT_FALSE(lexicon.find(""));
}

TEST(Lexicon, BaseFormsFollowMorphy) {
  EXPECT_EQ(bases("geese", WordClass::kNoun), (Forms{"goose"}));
  EXPECT_EQ(bases("boxes", WordClass::kNoun), (Forms{"box"}));
  EXPECT_EQ(bases("went", WordClass::kVerb), (Forms{"go"}));
  EXPECT_EQ(bases("cancelling", WordClass::kVerb), (Forms{"cancel"}));
  EXPECT_EQ(bases("better", WordClass::kAdjective).front(), "good");
  EXPECT_TRUE(bases("xyzzyed", WordClass::kVerb).empty());
}

TEST(Lexicon, RelationsOfWordNet) {
  const Lexicon& lexicon = Lexicon::english();
  const auto id = [&](std::string_view lemma) { return *lexicon.find(lemma); };
  const auto has = [](std::span<const std::uint32_t> row, std::uint32_t x) {
    return std::find(row.begin(), row.end(), x) != row.end();
  };
  EXPECT_TRUE(has(lexicon.derived(id("cancel")), id("cancellation")));
  EXPECT_TRUE(has(lexicon.derived(id("cancellation")), id("cancel")));
  EXPECT_TRUE(has(lexicon.antonyms(id("open")), id("close")) ||
              has(lexicon.antonyms(id("close")), id("open")));
  EXPECT_GT(lexicon.frequency(id("book"), WordClass::kNoun),
            lexicon.frequency(id("book"), WordClass::kVerb));
  EXPECT_EQ(lexicon.frequency(id("book"), WordClass::kAdverb), 0u);
  ASSERT_FALSE(lexicon.senses(id("dog")).empty());
  EXPECT_FALSE(lexicon.hypernyms(lexicon.senses(id("dog")).front()).empty());
}

}  // namespace
}  // namespace st
