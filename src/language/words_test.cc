#include "language/words.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace st {
namespace {

std::vector<std::string> lowers(std::string_view text) {
  std::vector<std::string> forms;
  for (const Word& word : words_of(text)) forms.push_back(word.lower);
  return forms;
}

std::string lemma_in(std::string_view text, std::string_view form) {
  for (const Word& word : words_of(text)) {
    if (word.lower == form) return word.lemma;
  }
  return "(absent)";
}

PartOfSpeech part_in(std::string_view text, std::string_view form) {
  for (const Word& word : words_of(text)) {
    if (word.lower == form) return word.part;
  }
  return PartOfSpeech::kPunctuation;
}

using Forms = std::vector<std::string>;

TEST(Words, PartsContractionsAsThePennTreebankDoes) {
  EXPECT_EQ(lowers("I can't, won't and don't; cannot"),
            (Forms{"i", "can", "not", ",", "will", "not", "and", "do", "not", ";", "can", "not"}));
  EXPECT_EQ(lowers("the patient\xE2\x80\x99s I'm"), (Forms{"the", "patient", "'s", "i", "'m"}));
}

TEST(Words, KeepsNumbersIdsAndUnitsApart) {
  EXPECT_EQ(lowers("US-14: 2,500 \xE2\x82\xAC or \xE2\x82\xAC"
                   "5, 31.5kg at 18:30 (18+)."),
            (Forms{"us-14", ":", "2,500", "\xE2\x82\xAC", "or", "\xE2\x82\xAC", "5", ",", "31.5", "kg",
                   "at", "18:30", "(", "18", "+", ")", "."}));
  EXPECT_EQ(lowers("a 10-minute slot, ten-minute, 25 \xC2\xB0"
                   "C on 2024-03-01, 3rd, 10-20"),
            (Forms{"a", "10", "minute", "slot", ",", "ten", "minute", ",", "25",
                   "\xC2\xB0"
                   "c",
                   "on", "2024-03-01", ",", "3rd", ",", "10", "-", "20"}));
}

TEST(Words, KeepsHyphensThatEnglishWrites) {
  EXPECT_EQ(lowers("e-mail check-in crossed-out"), (Forms{"e-mail", "check-in", "crossed", "out"}));
  EXPECT_EQ(lowers("see docs/a.txt, me@example.com, https://example.com/x?y."),
            (Forms{"see", "docs", "/", "a.txt", ",", "me@example.com", ",", "https://example.com/x", "?",
                   "y", "."}));
}

TEST(Words, SpansAreTheBytesOfTheWord) {
  const std::string text = "The clinic\xE2\x80\x99s rule: don\xE2\x80\x99t wait";
  std::vector<std::string> quotes;
  for (const Word& word : words_of(text)) quotes.emplace_back(text_at(text, word));
  EXPECT_EQ(quotes, (Forms{"The", "clinic", "\xE2\x80\x99s", "rule", ":", "do", "n\xE2\x80\x99t", "wait"}));
}

TEST(Words, LemmasAreDictionaryForms) {
  EXPECT_EQ(lemma_in("The stories were written by children", "stories"), "story");
  EXPECT_EQ(lemma_in("The stories were written by children", "written"), "write");
  EXPECT_EQ(lemma_in("The stories were written by children", "children"), "child");
  EXPECT_EQ(lemma_in("Orders are cancelled", "cancelled"), "cancel");
  EXPECT_EQ(lemma_in("They are planning it", "planning"), "plan");
  EXPECT_EQ(lemma_of("bookings"), "booking");
  EXPECT_EQ(lemma_of("zzyzx"), "zzyzx");
}

TEST(Words, TagsByNeighbours) {
  EXPECT_EQ(part_in("Patients can book a visit", "book"), PartOfSpeech::kVerb);
  EXPECT_EQ(part_in("Patients read the book", "book"), PartOfSpeech::kNoun);
  EXPECT_EQ(part_in("I want to cancel my order", "order"), PartOfSpeech::kNoun);
  EXPECT_EQ(part_in("I want to cancel my order", "to"), PartOfSpeech::kParticle);
  EXPECT_EQ(part_in("It goes to the owner", "to"), PartOfSpeech::kPreposition);
  EXPECT_EQ(part_in("Members who miss three classes", "miss"), PartOfSpeech::kVerb);
}

TEST(Words, AnyBytesWillDo) {
  EXPECT_TRUE(words_of("").empty());
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (const Word& word : words_of(all + "'" + all + "-" + all)) {
    EXPECT_LT(word.start, word.end);
    EXPECT_LE(word.end, 3 * all.size() + 2);
  }
  words_of("n't 't '' -- 1- -1 1,, 's");
}

}  // namespace
}  // namespace st
