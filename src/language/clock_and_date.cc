#include "language/clock_and_date.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "language/number_parser.h"

namespace st {
namespace {

constexpr double kHour = 3600, kMinute = 60, kHalfDay = 12 * kHour;

std::optional<int> small_number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || digits.size() > 4 || error != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return value;
}

std::string_view at_or_empty(std::span<const Word> words, std::size_t at) {
  return at < words.size() ? std::string_view(words[at].lower) : std::string_view();
}

std::optional<bool> afternoon(std::string_view lower) {
  if (lower == "pm" || lower == "p.m" || lower == "p.m.") return true;
  if (lower == "am" || lower == "a.m" || lower == "a.m.") return false;
  return std::nullopt;
}

// hour on a twelve-hour clock, "12 am" is midnight
double on_half(int hour, bool pm) {
  return (hour % 12) * kHour + (pm ? kHalfDay : 0);
}

std::optional<ParsedMoment> named_time(std::span<const Word> words, std::size_t at) {
  const std::string_view form = words[at].lower;
  if (form == "noon" || form == "midday") return ParsedMoment{kHalfDay, Dimension::kClockTime, at + 1};
  if (form == "midnight") return ParsedMoment{0, Dimension::kClockTime, at + 1};
  return std::nullopt;
}

std::optional<ParsedMoment> clock_token(std::span<const Word> words, std::size_t at) {
  const std::string_view form = words[at].lower;
  const std::size_t colon = form.find(':');
  if (colon == form.npos) return std::nullopt;
  const auto hour = small_number(form.substr(0, colon));
  const auto minute = small_number(form.substr(colon + 1, form.find(':', colon + 1) - colon - 1));
  if (!hour || !minute || *hour > 24 || *minute > 59) return std::nullopt;
  if (const auto pm = afternoon(at_or_empty(words, at + 1)); pm && *hour <= 12) {
    return ParsedMoment{on_half(*hour, *pm) + *minute * kMinute, Dimension::kClockTime, at + 2};
  }
  return ParsedMoment{(*hour % 24) * kHour + *minute * kMinute, Dimension::kClockTime, at + 1};
}

std::optional<ParsedMoment> past_hour(std::span<const Word> words, std::size_t at) {
  if (words[at].is("a") && at + 1 < words.size() && words[at + 1].is("quarter")) ++at;
  const std::string_view first = words[at].lower, second = at_or_empty(words, at + 1);
  const double minutes = first == "half" ? 30 : first == "quarter" ? 15 : 0;
  if (minutes == 0 || (second != "past" && second != "to")) return std::nullopt;
  const auto hour = parse_number(words, at + 2);
  if (!hour || hour->value < 1 || hour->value > 24 || hour->kind != ParsedNumber::Kind::kPlain)
    return std::nullopt;
  const double sign = second == "past" ? 1 : -1;
  double value = hour->value * kHour + sign * minutes * kMinute;
  std::size_t next = hour->next;
  if (const auto pm = afternoon(at_or_empty(words, next)); pm) {
    value += *pm && hour->value < 12 ? kHalfDay : 0;
    ++next;
  } else if (at_or_empty(words, next) == "in" && at_or_empty(words, next + 1) == "the" &&
             (at_or_empty(words, next + 2) == "afternoon" || at_or_empty(words, next + 2) == "evening")) {
    value += hour->value < 12 ? kHalfDay : 0;
    next += 3;
  }
  return ParsedMoment{value, Dimension::kClockTime, next};
}

std::optional<ParsedMoment> hour_with_mark(std::span<const Word> words, std::size_t at) {
  const auto hour = parse_number(words, at);
  if (!hour || hour->kind != ParsedNumber::Kind::kPlain || hour->value < 0 || hour->value > 24)
    return std::nullopt;
  const std::string_view mark = at_or_empty(words, hour->next);
  const auto whole = static_cast<int>(hour->value);
  if (const auto pm = afternoon(mark); pm && hour->value <= 12.6) {
    const double minutes = (hour->value - whole) * 100;  // "6.30 pm"
    return ParsedMoment{on_half(whole, *pm) + minutes * kMinute, Dimension::kClockTime, hour->next + 1};
  }
  // "eight in the evening"
  if (mark == "in" && at_or_empty(words, hour->next + 1) == "the" && hour->value <= 12) {
    const std::string_view half = at_or_empty(words, hour->next + 2);
    if (half == "morning" || half == "afternoon" || half == "evening")
      return ParsedMoment{on_half(whole, half != "morning"), Dimension::kClockTime, hour->next + 3};
  }
  if (mark == "o'clock") return ParsedMoment{whole * kHour, Dimension::kClockTime, hour->next + 1};
  if (mark == "noon" || mark == "midday")
    return ParsedMoment{kHalfDay, Dimension::kClockTime, hour->next + 1};
  if (mark == "midnight") return ParsedMoment{0, Dimension::kClockTime, hour->next + 1};
  return std::nullopt;
}

std::optional<ParsedMoment> date_of(int year, int month, int day, std::size_t next) {
  if (month < 0 || month > 12 || day < 0 || day > 31) return std::nullopt;
  return ParsedMoment{year * 10000.0 + month * 100 + day, Dimension::kDate, next};
}

// 2024-03-01, 31.12.2024, 31/12/2024
std::optional<ParsedMoment> date_token(std::span<const Word> words, std::size_t at) {
  const std::string_view form = words[at].lower;
  if (form.size() == 5 && form[2] == '.' && form[0] == '0') {  // "03.05."
    const auto day = small_number(form.substr(0, 2)), month = small_number(form.substr(3));
    if (day && month && *day >= 1 && *month >= 1) return date_of(0, *month, *day, at + 1);
  }
  for (const char mark : {'-', '.', '/'}) {
    const std::size_t first = form.find(mark);
    const std::size_t second = first == form.npos ? form.npos : form.find(mark, first + 1);
    if (second == form.npos || form.find(mark, second + 1) != form.npos) continue;
    const auto a = small_number(form.substr(0, first)),
               b = small_number(form.substr(first + 1, second - first - 1)),
               c = small_number(form.substr(second + 1));
    if (!a || !b || !c) continue;
    if (*a > 31) return date_of(*a, *b, *c, at + 1);
    return *b > 12 ? date_of(*c, *a, *b, at + 1) : date_of(*c, *b, *a, at + 1);
  }
  return std::nullopt;
}

std::optional<int> day_at(std::span<const Word> words, std::size_t at) {
  const auto number = parse_number(words, at);
  const bool fits = number && number->value >= 1 && number->value <= 31 && number->next == at + 1 &&
                    number->kind != ParsedNumber::Kind::kShare &&
                    number->kind != ParsedNumber::Kind::kTimes;
  return fits ? std::optional<int>(static_cast<int>(number->value)) : std::nullopt;
}

std::optional<int> year_at(std::span<const Word> words, std::size_t at) {
  if (at >= words.size() || words[at].lower.size() != 4) return std::nullopt;
  const auto year = small_number(words[at].lower);
  return year && *year >= 1800 && *year <= 2200 ? year : std::nullopt;
}

// "may" and "march" are months only where they are written so.
bool month_name(std::span<const Word> words, std::size_t at) {
  if (at >= words.size() || !month_of(words[at].lower)) return false;
  const Word& word = words[at];
  if (!word.capitalised) return false;
  return !(word.is("may") || word.is("march") || word.is("mar")) || !word.sentence_start;
}

std::optional<ParsedMoment> spelt_date(std::span<const Word> words, std::size_t at) {
  if (const auto day = day_at(words, at)) {  // 1 March 2024, 1st of March
    const std::size_t month = at_or_empty(words, at + 1) == "of" ? at + 2 : at + 1;
    if (!month_name(words, month)) return std::nullopt;
    const auto year = year_at(words, month + 1);
    return date_of(year.value_or(0), *month_of(words[month].lower), *day, month + (year ? 2 : 1));
  }
  if (!month_name(words, at)) return std::nullopt;
  const int month = *month_of(words[at].lower);
  if (const auto day = day_at(words, at + 1)) {  // March 1, 2024
    const std::size_t comma = at_or_empty(words, at + 2) == "," ? at + 3 : at + 2;
    const auto year = year_at(words, comma);
    return date_of(year.value_or(0), month, *day, year ? comma + 1 : at + 2);
  }
  const auto year = year_at(words, at + 1);
  return date_of(year.value_or(0), month, 0, at + (year ? 2 : 1));
}

}  // namespace

std::optional<ParsedMoment> parse_moment(std::span<const Word> words, std::size_t at) {
  if (at >= words.size()) return std::nullopt;
  if (const auto day = weekday_of(words[at].lower); day && words[at].capitalised) {
    return ParsedMoment{static_cast<double>(*day), Dimension::kWeekday, at + 1};
  }
  for (const auto reader : {named_time, clock_token, past_hour, hour_with_mark, date_token, spelt_date}) {
    if (const auto moment = reader(words, at)) return moment;
  }
  return std::nullopt;
}

}  // namespace st
