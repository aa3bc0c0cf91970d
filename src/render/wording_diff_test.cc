#include "render/wording_diff.h"

#include <gtest/gtest.h>

namespace st {
namespace {

std::string marked(std::string_view earlier, std::string_view later) {
  std::string out;
  for (const WordingPart& part : mark_gone_words(earlier, later))
    out += part.gone ? "[" + part.text + "]" : part.text;
  return out;
}

TEST(WordingDiff, MarksTheWordsThatChanged) {
  EXPECT_EQ(
      marked("Patients can cancel until 48 hours before.", "Patients can cancel until 24 hours before."),
      "Patients can cancel until [48] hours before.");
  EXPECT_EQ(marked("A fee of 15 pounds is charged by post.", "A fee is charged by post."),
            "A fee [of 15 pounds] is charged by post.");
}

TEST(WordingDiff, StopsAndCapitalsAreNoChange) {
  EXPECT_EQ(marked("The desk, then the office.", "the desk then the office"), "The desk, then the office.");
}

TEST(WordingDiff, MarksNothingWhereMostIsNew) {
  EXPECT_EQ(marked("Letters are posted.", "Messages go out at once by SMS."), "Letters are posted.");
}

TEST(WordingDiff, PartsJoinedAreTheEarlierWording) {
  const std::string earlier = "  one  two\nthree four five six seven  ";
  std::string joined;
  for (const WordingPart& part : mark_gone_words(earlier, "one three five six seven")) joined += part.text;
  EXPECT_EQ(joined, earlier);
}

TEST(WordingDiff, EmptyAndVeryLongTextsComeBackWhole) {
  EXPECT_EQ(marked("", "a"), "");
  std::string longest;
  for (int i = 0; i < 1000; ++i) longest += "word" + std::to_string(i) + " ";
  EXPECT_EQ(mark_gone_words(longest, longest + "x").size(), 1u);
}

}  // namespace
}  // namespace st
