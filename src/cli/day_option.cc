#include "cli/day_option.h"

namespace st::cli {

std::string check_day(const std::string& day) {
  const auto digit = [&](std::size_t i) { return day[i] >= '0' && day[i] <= '9'; };
  bool ok = day.size() == 10 && day[4] == '-' && day[7] == '-';
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) ok = ok && digit(i);
  if (!ok) return "'" + day + "' is no day; expected a form like 2024-03-01";
  const int month = std::stoi(day.substr(5, 2));
  const int date = std::stoi(day.substr(8, 2));
  if (month < 1 || month > 12 || date < 1 || date > 31) return "'" + day + "' is no day of the calendar";
  return "";
}

}  // namespace st::cli
