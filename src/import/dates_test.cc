#include "import/dates.h"

#include <gtest/gtest.h>

namespace st {
namespace {

TEST(DatesTest, ReadsTheFormsOfTheTrackers) {
  EXPECT_EQ(parse_day("2016-03-03T13:40:01.000+0000"), "2016-03-03");
  EXPECT_EQ(parse_day("2020-02-20 10:49:45.821"), "2020-02-20");
  EXPECT_EQ(parse_day("2024/02/29"), "2024-02-29");
  EXPECT_EQ(parse_day("1655821247897"), "2022-06-21");
  EXPECT_EQ(parse_day("1655821247"), "2022-06-21");
  EXPECT_EQ(parse_day("25/Feb/26 10:17 PM"), "2026-02-25");
  EXPECT_EQ(parse_day("25/févr./26 10:17"), "2026-02-25");
  EXPECT_EQ(parse_day("03. März 2024"), "2024-03-03");
  EXPECT_EQ(parse_day("Feb 25, 2026"), "2026-02-25");
  EXPECT_EQ(parse_day("12/Mai/21 09:00"), "2021-05-12");
  EXPECT_EQ(parse_day("2/12/2026 11:04:23 AM"), "2026-02-12");
  EXPECT_EQ(parse_day("2/12/2026", DateOrder::kDayFirst), "2026-12-02");
}

TEST(DatesTest, RefusesWhatIsNoDay) {
  for (const char* text :
       {"", "soon", "2023-02-29", "2023-13-01", "9999-01-01", "12", "1.2.3.4.5", "31/31/2020"}) {
    EXPECT_EQ(parse_day(text), std::nullopt) << text;
  }
}

TEST(DatesTest, DecidesTheOrderOverAllValues) {
  EXPECT_EQ(decide_date_order({"01/02/2020", "13/02/2020"}), DateOrder::kDayFirst);
  EXPECT_EQ(decide_date_order({"01/02/2020", "02/13/2020"}), DateOrder::kMonthFirst);
  EXPECT_EQ(decide_date_order({"01/02/2020", "2020-05-06"}), DateOrder::kMonthFirst);
  EXPECT_EQ(decide_date_order({"01.02.2020"}), DateOrder::kDayFirst);
  EXPECT_EQ(decide_date_order({}), DateOrder::kMonthFirst);
}

}  // namespace
}  // namespace st
