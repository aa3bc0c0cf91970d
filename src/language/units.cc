#include "language/units.h"

#include <algorithm>
#include <array>

namespace st {
namespace {

constexpr double kMinute = 60, kHour = 3600, kDay = 86400, kWeek = 7 * kDay;
constexpr double kYear = 365.25 * kDay, kMonth = kYear / 12;

using enum Dimension;

constexpr std::array kUnits = std::to_array<Unit>({
    {"second", "second", kDuration, 1},
    {"seconds", "second", kDuration, 1},
    {"sec", "second", kDuration, 1},
    {"secs", "second", kDuration, 1},
    {"s", "second", kDuration, 1},
    {"ms", "millisecond", kDuration, 0.001},
    {"millisecond", "millisecond", kDuration, 0.001},
    {"milliseconds", "millisecond", kDuration, 0.001},
    {"minute", "minute", kDuration, kMinute},
    {"minutes", "minute", kDuration, kMinute},
    {"min", "minute", kDuration, kMinute},
    {"mins", "minute", kDuration, kMinute},
    {"hour", "hour", kDuration, kHour},
    {"hours", "hour", kDuration, kHour},
    {"h", "hour", kDuration, kHour},
    {"hr", "hour", kDuration, kHour},
    {"hrs", "hour", kDuration, kHour},
    {"day", "day", kDuration, kDay},
    {"days", "day", kDuration, kDay},
    {"week", "week", kDuration, kWeek},
    {"weeks", "week", kDuration, kWeek},
    {"fortnight", "fortnight", kDuration, 2 * kWeek},
    {"fortnights", "fortnight", kDuration, 2 * kWeek},
    {"month", "month", kDuration, kMonth},
    {"months", "month", kDuration, kMonth},
    {"year", "year", kDuration, kYear},
    {"years", "year", kDuration, kYear},
    {"decade", "decade", kDuration, 10 * kYear},
    {"decades", "decade", kDuration, 10 * kYear},
    {"kg", "kilogram", kMass, 1},
    {"kgs", "kilogram", kMass, 1},
    {"kilo", "kilogram", kMass, 1},
    {"kilos", "kilogram", kMass, 1},
    {"kilogram", "kilogram", kMass, 1},
    {"kilograms", "kilogram", kMass, 1},
    {"g", "gram", kMass, 0.001},
    {"gram", "gram", kMass, 0.001},
    {"grams", "gram", kMass, 0.001},
    {"mg", "milligram", kMass, 1e-6},
    {"milligrams", "milligram", kMass, 1e-6},
    {"ton", "tonne", kMass, 1000},
    {"tons", "tonne", kMass, 1000},
    {"tonne", "tonne", kMass, 1000},
    {"tonnes", "tonne", kMass, 1000},
    {"lb", "pound of mass", kMass, 0.45359237},
    {"lbs", "pound of mass", kMass, 0.45359237},
    {"m", "metre", kLength, 1},
    {"metre", "metre", kLength, 1},
    {"metres", "metre", kLength, 1},
    {"meter", "metre", kLength, 1},
    {"meters", "metre", kLength, 1},
    {"km", "kilometre", kLength, 1000},
    {"kilometre", "kilometre", kLength, 1000},
    {"kilometres", "kilometre", kLength, 1000},
    {"kilometer", "kilometre", kLength, 1000},
    {"kilometers", "kilometre", kLength, 1000},
    {"cm", "centimetre", kLength, 0.01},
    {"centimetre", "centimetre", kLength, 0.01},
    {"centimetres", "centimetre", kLength, 0.01},
    {"centimeter", "centimetre", kLength, 0.01},
    {"centimeters", "centimetre", kLength, 0.01},
    {"mm", "millimetre", kLength, 0.001},
    {"millimetre", "millimetre", kLength, 0.001},
    {"millimetres", "millimetre", kLength, 0.001},
    {"millimeters", "millimetre", kLength, 0.001},
    {"mile", "mile", kLength, 1609.344},
    {"miles", "mile", kLength, 1609.344},
    {"yard", "yard", kLength, 0.9144},
    {"yards", "yard", kLength, 0.9144},
    {"foot", "foot", kLength, 0.3048},
    {"feet", "foot", kLength, 0.3048},
    {"ft", "foot", kLength, 0.3048},
    {"inch", "inch", kLength, 0.0254},
    {"inches", "inch", kLength, 0.0254},
    {"hectare", "hectare", kArea, 1e4},
    {"hectares", "hectare", kArea, 1e4},
    {"ha", "hectare", kArea, 1e4},
    {"acre", "acre", kArea, 4046.8564224},
    {"acres", "acre", kArea, 4046.8564224},
    {"m\xC2\xB2", "square metre", kArea, 1},
    {"l", "litre", kVolume, 1},
    {"litre", "litre", kVolume, 1},
    {"litres", "litre", kVolume, 1},
    {"liter", "litre", kVolume, 1},
    {"liters", "litre", kVolume, 1},
    {"ml", "millilitre", kVolume, 0.001},
    {"millilitre", "millilitre", kVolume, 0.001},
    {"millilitres", "millilitre", kVolume, 0.001},
    {"milliliters", "millilitre", kVolume, 0.001},
    {"cl", "centilitre", kVolume, 0.01},
    {"gallon", "gallon", kVolume, 4.54609},
    {"gallons", "gallon", kVolume, 4.54609},
    {"pint", "pint", kVolume, 0.56826125},
    {"pints", "pint", kVolume, 0.56826125},
    {"\xC2\xB0"
     "c",
     "\xC2\xB0"
     "C",
     kTemperature, 1},
    {"\xC2\xB0"
     "f",
     "\xC2\xB0"
     "F",
     kTemperature, 5.0 / 9, -160.0 / 9},
    {"celsius",
     "\xC2\xB0"
     "C",
     kTemperature, 1},
    {"centigrade",
     "\xC2\xB0"
     "C",
     kTemperature, 1},
    {"fahrenheit",
     "\xC2\xB0"
     "F",
     kTemperature, 5.0 / 9, -160.0 / 9},
    {"byte", "byte", kDataSize, 1},
    {"bytes", "byte", kDataSize, 1},
    {"kb", "kilobyte", kDataSize, 1e3},
    {"kilobyte", "kilobyte", kDataSize, 1e3},
    {"kilobytes", "kilobyte", kDataSize, 1e3},
    {"mb", "megabyte", kDataSize, 1e6},
    {"megabyte", "megabyte", kDataSize, 1e6},
    {"megabytes", "megabyte", kDataSize, 1e6},
    {"gb", "gigabyte", kDataSize, 1e9},
    {"gigabyte", "gigabyte", kDataSize, 1e9},
    {"gigabytes", "gigabyte", kDataSize, 1e9},
    {"tb", "terabyte", kDataSize, 1e12},
    {"terabyte", "terabyte", kDataSize, 1e12},
    {"terabytes", "terabyte", kDataSize, 1e12},
    {"kib", "kibibyte", kDataSize, 1024},
    {"mib", "mebibyte", kDataSize, 1048576},
    {"gib", "gibibyte", kDataSize, 1073741824},
    {"km/h", "km/h", kSpeed, 1 / 3.6},
    {"kmh", "km/h", kSpeed, 1 / 3.6},
    {"kph", "km/h", kSpeed, 1 / 3.6},
    {"mph", "mph", kSpeed, 0.44704},
    {"m/s", "m/s", kSpeed, 1},
    {"knots", "knot", kSpeed, 0.514444},
    {"w", "watt", kPower, 1},
    {"watt", "watt", kPower, 1},
    {"watts", "watt", kPower, 1},
    {"kw", "kilowatt", kPower, 1000},
    {"kilowatt", "kilowatt", kPower, 1000},
    {"kilowatts", "kilowatt", kPower, 1000},
    {"mw", "megawatt", kPower, 1e6},
    {"wh", "watt hour", kEnergy, 1},
    {"kwh", "kilowatt hour", kEnergy, 1000},
    {"mwh", "megawatt hour", kEnergy, 1e6},
    {"%", "%", kShare, 0.01},
    {"percent", "%", kShare, 0.01},
    {"pct", "%", kShare, 0.01},
    {"\xE2\x82\xAC", "EUR", kMoney, 1},
    {"eur", "EUR", kMoney, 1},
    {"euro", "EUR", kMoney, 1},
    {"euros", "EUR", kMoney, 1},
    {"\xC2\xA3", "GBP", kMoney, 1},
    {"gbp", "GBP", kMoney, 1},
    {"pound", "GBP", kMoney, 1},
    {"pounds", "GBP", kMoney, 1},
    {"pence", "GBP", kMoney, 0.01},
    {"quid", "GBP", kMoney, 1},
    {"$", "USD", kMoney, 1},
    {"usd", "USD", kMoney, 1},
    {"dollar", "USD", kMoney, 1},
    {"dollars", "USD", kMoney, 1},
    {"cad", "CAD", kMoney, 1},
    {"aud", "AUD", kMoney, 1},
    {"nzd", "NZD", kMoney, 1},
    {"cent", "cent", kMoney, 0.01},
    {"cents", "cent", kMoney, 0.01},
    {"ct", "cent", kMoney, 0.01},
    {"chf", "CHF", kMoney, 1},
    {"franc", "CHF", kMoney, 1},
    {"francs", "CHF", kMoney, 1},
    {"\xC2\xA5", "JPY", kMoney, 1},
    {"jpy", "JPY", kMoney, 1},
    {"yen", "JPY", kMoney, 1},
    {"inr", "INR", kMoney, 1},
    {"rupee", "INR", kMoney, 1},
    {"rupees", "INR", kMoney, 1},
    {"sek", "SEK", kMoney, 1},
    {"nok", "NOK", kMoney, 1},
    {"dkk", "DKK", kMoney, 1},
    {"krona", "SEK", kMoney, 1},
    {"kronor", "SEK", kMoney, 1},
    {"kroner", "NOK", kMoney, 1},
    {"pln", "PLN", kMoney, 1},
    {"zloty", "PLN", kMoney, 1},
});

constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};

template <std::size_t N>
std::optional<int> place_in(const std::array<std::string_view, N>& names, std::string_view lower) {
  for (std::size_t i = 0; i < N; ++i) {
    const std::string_view name = names[i];
    if (lower == name || lower == name.substr(0, 3) ||
        (lower.size() == name.size() + 1 && lower.starts_with(name) && lower.ends_with('s'))) {
      return static_cast<int>(i + 1);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Unit> unit_of(std::string_view lower) {
  const auto found =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& unit) { return unit.form == lower; });
  if (found == kUnits.end()) return std::nullopt;
  return *found;
}

// "sun" and "sat" are words of their own: only the spelt-out days are taken.
std::optional<int> weekday_of(std::string_view lower) {
  if (lower == "sun" || lower == "sat") return std::nullopt;
  return place_in(kWeekdays, lower);
}

std::optional<int> month_of(std::string_view lower) {
  if (lower == "sept") return 9;
  return place_in(kMonths, lower);
}

}  // namespace st
