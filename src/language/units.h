#pragma once

#include <optional>
#include <string_view>

namespace st {

// What a quantity measures. Quantities of one dimension are compared by value.
enum class Dimension {
  kCount,        // plain numbers and counted things
  kOrdinal,      // a place in a row: third, 3rd
  kShare,        // percent and fractions; 1 is the whole
  kDuration,     // seconds
  kWorkingTime,  // working days, as days
  kPeriod,       // how often: seconds between; "per day", "weekly"
  kClockTime,    // seconds since midnight
  kDate,         // year * 10000 + month * 100 + day, 0 for parts that are not said
  kWeekday,      // 1 Monday ... 7 Sunday
  kMoney,        // in the currency of Quantity::unit
  kMass,         // kilograms
  kLength,       // metres
  kArea,         // square metres
  kVolume,       // litres
  kTemperature,  // degrees Celsius
  kDataSize,     // bytes, decimal multiples
  kSpeed,        // metres per second
  kEnergy,       // watt hours
  kPower,        // watts
};

// A unit: value in the dimension's base = number * factor + offset.
struct Unit {
  std::string_view form;
  std::string_view name;  // one for all spellings: "hour", "EUR", "%"
  Dimension dimension;
  double factor = 1.0;
  double offset = 0.0;
};

// The unit that a lower-case form names ("h", "hrs", "hours", "€", "euros"); nothing where it is none.
std::optional<Unit> unit_of(std::string_view lower);

// Monday 1 ... Sunday 7; January 1 ... December 12; abbreviations of three letters too.
std::optional<int> weekday_of(std::string_view lower);
std::optional<int> month_of(std::string_view lower);

}  // namespace st
