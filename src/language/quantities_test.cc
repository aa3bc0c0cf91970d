#include "language/quantities.h"

#include <gtest/gtest.h>

#include <string>

namespace st {
namespace {

Quantity only(std::string_view text) {
  const auto found = quantities_of(text);
  EXPECT_EQ(found.size(), 1u) << text;
  return found.empty() ? Quantity{} : found.front();
}

bool same(std::string_view a, std::string_view b) {
  return same_amount(only(a), only(b));
}

TEST(Quantities, SpellingsOfOneAmountAreTheSame) {
  EXPECT_TRUE(same("24 h", "one day"));
  EXPECT_TRUE(same("twenty-four hours", "24h"));
  EXPECT_TRUE(same("720 hours", "30 days"));
  EXPECT_TRUE(same("one and a half hours", "90 minutes"));
  EXPECT_TRUE(same("half an hour", "30 min"));
  EXPECT_TRUE(same("a quarter of an hour", "15 minutes"));
  EXPECT_TRUE(same("500 GB", "0.5 TB"));
  EXPECT_TRUE(
      same("25 \xC2\xB0"
           "C",
           "77 \xC2\xB0"
           "F"));
  EXPECT_TRUE(same("25 degrees Celsius",
                   "25\xC2\xB0"
                   "C"));
  EXPECT_TRUE(same("EUR 2500", "2,500 euros"));
  EXPECT_TRUE(
      same("\xC2\xA3"
           "500",
           "500 pounds"));
  EXPECT_TRUE(same("5 US dollars", "$5"));
  EXPECT_TRUE(same("6 pm", "18:00"));
  EXPECT_TRUE(same("half past six", "6:30"));
  EXPECT_TRUE(same("noon", "12:00"));
  EXPECT_TRUE(same("12 noon", "midday"));
  EXPECT_TRUE(same("a dozen", "12"));
  EXPECT_TRUE(same("twice", "2x"));
  EXPECT_TRUE(same("three times", "3 times"));
  EXPECT_TRUE(same("the 3rd", "the third"));
  EXPECT_TRUE(same("10 %", "ten percent"));
  EXPECT_TRUE(same("two thirds", "67%"));
  EXPECT_TRUE(same("12 months", "one year"));
  EXPECT_TRUE(same("daily", "every 24 hours"));
  EXPECT_TRUE(same("1 March 2024", "2024-03-01"));
  EXPECT_TRUE(same("three working days", "3 business days"));
  EXPECT_TRUE(same("31.5 kg", "31500 g"));
  EXPECT_TRUE(same("one hundred and five", "105"));
  EXPECT_TRUE(same("two thousand five hundred", "2,500"));
  EXPECT_TRUE(same("50 km/h", "50 kph"));
  EXPECT_TRUE(same("eight in the evening", "20:00"));
  EXPECT_TRUE(same("half past three in the afternoon", "15:30"));
  EXPECT_TRUE(same("another week", "7 days"));
  EXPECT_TRUE(same("3 May", "03.05."));
  EXPECT_TRUE(same("one in four", "25 %"));
  EXPECT_TRUE(same("two out of three", "two thirds"));
  EXPECT_TRUE(same("7 days a week", "every day"));
}

TEST(Quantities, OtherAmountsDiffer) {
  EXPECT_FALSE(same("24 hours", "24 days"));
  EXPECT_FALSE(same("3 days", "3 working days"));
  EXPECT_FALSE(same("5 US dollars", "5 Canadian dollars"));
  EXPECT_FALSE(same("30 days", "one month"));
  EXPECT_FALSE(same("6 pm", "6 am"));
  EXPECT_FALSE(same("a third of the votes", "40%"));
  EXPECT_FALSE(same("per day", "per week"));
  EXPECT_FALSE(same("Monday", "Friday"));
  EXPECT_FALSE(same("March 1", "March 2"));
  EXPECT_FALSE(same("the third", "three"));
}

TEST(Quantities, SpansCoverNumberAndUnit) {
  const std::string text =
      "It costs about \xC2\xA3"
      "5.50 and takes up to two working days a week.";
  const auto found = quantities_of(text);
  ASSERT_EQ(found.size(), 2u + 1u);
  EXPECT_EQ(text.substr(found[0].start, found[0].end - found[0].start),
            "\xC2\xA3"
            "5.50");
  EXPECT_EQ(text.substr(found[1].start, found[1].end - found[1].start), "two working days");
  EXPECT_EQ(found[1].comparator, Comparator::kAtMost);
  EXPECT_EQ(found[2].dimension, Dimension::kPeriod);
}

TEST(Quantities, Comparators) {
  EXPECT_EQ(only("at most 3 projects").comparator, Comparator::kAtMost);
  EXPECT_EQ(only("no more than 3").comparator, Comparator::kAtMost);
  EXPECT_EQ(only("3 references or more").comparator, Comparator::kAtLeast);
  EXPECT_EQ(only("from level 10 upwards").comparator, Comparator::kAtLeast);
  EXPECT_EQ(only("18+").comparator, Comparator::kAtLeast);
  EXPECT_EQ(only("under \xC2\xA3"
                 "500")
                .comparator,
            Comparator::kLessThan);
  EXPECT_EQ(only("older than 30 minutes").comparator, Comparator::kMoreThan);
  EXPECT_EQ(only("not more than 4 seats").comparator, Comparator::kAtMost);
  EXPECT_EQ(only("exactly 4 seats").comparator, Comparator::kNone);
  EXPECT_EQ(only("seats >= 4").comparator, Comparator::kAtLeast);
  EXPECT_EQ(only("age < 12").comparator, Comparator::kLessThan);
  EXPECT_EQ(only("the upper limit is 4").comparator, Comparator::kAtMost);
  EXPECT_TRUE(opposed(Comparator::kAtMost, Comparator::kMoreThan));
  EXPECT_FALSE(opposed(Comparator::kAtMost, Comparator::kLessThan));
}

TEST(Quantities, AUnitAtTheEndHoldsForAll) {
  const auto depths = quantities_of("at 10, 30 and 60 cm");
  ASSERT_EQ(depths.size(), 3u);
  EXPECT_DOUBLE_EQ(depths[0].value, 0.1);
  const auto times = quantities_of("between 7 and 9 pm");
  ASSERT_EQ(times.size(), 2u);
  EXPECT_DOUBLE_EQ(times[0].value, 19 * 3600);
}

TEST(Quantities, OnceIsACountOnlyWhereItCounts) {
  EXPECT_EQ(only("it may be used once").counted, "time");
  EXPECT_TRUE(quantities_of("it is shown at once").empty());
  EXPECT_TRUE(quantities_of("once the goal is met, it closes").empty());
}

TEST(Quantities, Rates) {
  const auto bread = quantities_of("1,500 kg bread a week");
  ASSERT_EQ(bread.size(), 2u);
  EXPECT_EQ(bread[1].dimension, Dimension::kPeriod);
  const auto fine = quantities_of("EUR 0.50/day");
  ASSERT_EQ(fine.size(), 2u);
  EXPECT_EQ(fine[1].dimension, Dimension::kPeriod);
  const auto lessons = quantities_of("lessons per class and day: 8");
  ASSERT_EQ(lessons.size(), 2u);
  EXPECT_EQ(lessons[0].dimension, Dimension::kPeriod);
}

TEST(Quantities, CountsNameWhatTheyCount) {
  EXPECT_EQ(only("five failed sign-ins").counted, "sign-in");
  EXPECT_EQ(only("25 projects with members").counted, "project");
  EXPECT_TRUE(quantities_of("US-14 and the second-hand market may march").size() <= 1);
}

TEST(Quantities, AnyBytesWillDo) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  quantities_of(all);
  quantities_of("half past; a; an; 1/0 99999999999999999999999999999 1e999 half a 24:99 per every 3");
}

}  // namespace
}  // namespace st
