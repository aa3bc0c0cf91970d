#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace st {

// Which part comes first in "02/12/2026".
enum class DateOrder { kMonthFirst, kDayFirst };

// The day, "2026-02-12", of an ISO 8601 date or time (as written: no change of zone), of epoch seconds or
// milliseconds (UTC), of "25/Feb/26 10:17 PM", "1. März 2024", "Feb 25, 2026", "2026/02/25", or of figures
// in the given order. Two-digit years are 1970 to 2069. Azure's 9999-01-01 ("not yet") and what is no date:
// nothing.
std::optional<std::string> parse_day(std::string_view text, DateOrder order = DateOrder::kMonthFirst);

// The order of a whole table's dates, which one program wrote in one locale: day first where any first part
// is over 12, month first where any second part is. Where all fit both: month first with slashes (Azure
// DevOps and Jira in their default locale), day first with dots or dashes.
DateOrder decide_date_order(const std::vector<std::string_view>& values);

// The time in a form that sorts as text, for "which version is newer"; the text itself where it is no ISO
// time.
std::string sortable_time(std::string_view text);

}  // namespace st
