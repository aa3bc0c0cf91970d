#include "import/dates.h"

#include <fmt/core.h>
#include <array>

#include "base/unicode.h"
#include "import/characters.h"

namespace st {
namespace {

struct NamedMonth {
  std::string_view start;  // of the lower-case name
  int month;
};

// Starts of month names in English, German, French, Spanish, Italian, Portuguese and Dutch, longer ones
// first where one is the start of another's.
constexpr std::array<NamedMonth, 34> kMonths = {{
    {"jan", 1}, {"jän", 1},  {"ene", 1},  {"gen", 1},  {"feb", 2},  {"fev", 2},  {"fév", 2},
    {"mar", 3}, {"mär", 3},  {"mrz", 3},  {"maa", 3},  {"mrt", 3},  {"apr", 4},  {"abr", 4},
    {"avr", 4}, {"may", 5},  {"mai", 5},  {"mag", 5},  {"mei", 5},  {"juin", 6}, {"jun", 6},
    {"giu", 6}, {"juil", 7}, {"jul", 7},  {"lug", 7},  {"aug", 8},  {"aoû", 8},  {"ago", 8},
    {"sep", 9}, {"set", 9},  {"oct", 10}, {"okt", 10}, {"out", 10}, {"ott", 10},
}};
constexpr std::array<NamedMonth, 6> kLateMonths = {
    {{"nov", 11}, {"dec", 12}, {"dez", 12}, {"déc", 12}, {"dic", 12}, {"dici", 12}}};

int month_of_name(std::string_view lower) {
  for (const NamedMonth& named : kMonths) {
    if (lower.substr(0, named.start.size()) == named.start) return named.month;
  }
  for (const NamedMonth& named : kLateMonths) {
    if (lower.substr(0, named.start.size()) == named.start) return named.month;
  }
  return lower.substr(0, 3) == "mai" ? 5 : 0;
}

int days_in_month(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

std::optional<std::string> day_text(int year, int month, int day, bool short_year) {
  if (short_year) year += year < 70 ? 2000 : 1900;
  if (year < 1900 || year > 2999 || month < 1 || month > 12 || day < 1 ||
      day > days_in_month(year, month)) {
    return std::nullopt;
  }
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

// Days since 1970-01-01 to a date (proleptic Gregorian), counted in eras of 400 years from 1 March.
std::optional<std::string> day_of_epoch(std::int64_t days) {
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = shifted / 146097;
  const std::int64_t day_of_era = shifted - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t march_month = (5 * day_of_year + 2) / 153;
  const int day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1);
  const int month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  const int year = static_cast<int>(year_of_era + era * 400 + (month <= 2 ? 1 : 0));
  return day_text(year, month, day, false);
}

// A part of a date: figures, or a month's name as its number.
struct Part {
  int value = 0;
  int figures = 0;  // 0: a name
};

// The first three parts, and the character between the first two.
struct Parts {
  std::array<Part, 3> part;
  int count = 0;
  char separator = 0;
};

bool read_figures(std::string_view text, std::size_t& at, Part& part) {
  while (at < text.size() && is_ascii_digit(text[at]) && part.figures < 5) {
    part.value = part.value * 10 + (text[at++] - '0');
    ++part.figures;
  }
  return part.figures > 0 && part.figures <= 4;
}

bool is_word_byte(char c) {
  return is_ascii_letter(c) || static_cast<unsigned char>(c) >= 0x80;
}

bool read_month(std::string_view text, std::size_t& at, Part& part) {
  const std::size_t start = at;
  while (at < text.size() && is_word_byte(text[at])) ++at;
  part.value = month_of_name(to_lower(text.substr(start, at - start)));
  return part.value > 0;
}

bool is_separator(char c) {
  return c == '/' || c == '.' || c == '-' || c == ' ' || c == ',';
}

// The date at the start of `text`; what follows (a time) is not looked at, but must be parted from it.
std::optional<Parts> read_parts(std::string_view text) {
  Parts parts;
  std::size_t at = 0;
  while (parts.count < 3) {
    if (at >= text.size()) return std::nullopt;
    Part& part = parts.part[static_cast<std::size_t>(parts.count)];
    const bool read = is_ascii_digit(text[at]) ? read_figures(text, at, part)
                                               : is_word_byte(text[at]) && read_month(text, at, part);
    if (!read) return std::nullopt;
    if (++parts.count == 3) break;
    if (at >= text.size() || !is_separator(text[at])) return std::nullopt;
    if (parts.count == 1) parts.separator = text[at];
    while (at < text.size() && is_separator(text[at])) ++at;
  }
  const bool ends = at == text.size() || text[at] == 'T' || text[at] == ' ' || text[at] == ',';
  return ends ? std::optional(parts) : std::nullopt;
}

std::optional<std::string> day_of_parts(const Parts& parts, DateOrder order) {
  const auto& [first, second, third] = parts.part;
  if (first.figures == 4) return day_text(first.value, second.value, third.value, false);
  const bool short_year = third.figures <= 2;
  if (third.figures == 0 || third.figures == 3) return std::nullopt;
  if (second.figures == 0) return day_text(third.value, second.value, first.value, short_year);
  if (first.figures == 0) return day_text(third.value, first.value, second.value, short_year);
  if (first.figures > 2 || second.figures > 2) return std::nullopt;
  return order == DateOrder::kDayFirst ? day_text(third.value, second.value, first.value, short_year)
                                       : day_text(third.value, first.value, second.value, short_year);
}

std::optional<std::string> day_of_number(std::string_view text) {
  if (text.size() < 9 || text.size() > 14) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_ascii_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  const std::int64_t seconds = text.size() >= 12 ? value / 1000 : value;
  return day_of_epoch(seconds / 86400);
}

}  // namespace

std::optional<std::string> parse_day(std::string_view text, DateOrder order) {
  text = trim(text);
  if (const auto day = day_of_number(text)) return day;
  const auto parts = read_parts(text);
  return parts ? day_of_parts(*parts, order) : std::nullopt;
}

DateOrder decide_date_order(const std::vector<std::string_view>& values) {
  bool month_first = true;
  for (const std::string_view value : values) {
    const auto parts = read_parts(trim(value));
    if (!parts || parts->part[0].figures == 0 || parts->part[0].figures > 2 || parts->part[1].figures == 0)
      continue;
    if (parts->part[0].value > 12) return DateOrder::kDayFirst;
    if (parts->part[1].value > 12) return DateOrder::kMonthFirst;
    month_first = parts->separator == '/';
  }
  return month_first ? DateOrder::kMonthFirst : DateOrder::kDayFirst;
}

std::string sortable_time(std::string_view text) {
  text = trim(text);
  if (const auto day = day_of_number(text)) return *day + std::string(text);
  return std::string(text);
}

}  // namespace st
