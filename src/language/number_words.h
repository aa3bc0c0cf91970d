#pragma once

#include <optional>
#include <string_view>

namespace st {

// One word of a spelt-out number: its value, and how it joins with its neighbours.
struct NumberWord {
  enum class Role {
    kUnit,     // zero .. nineteen
    kTens,     // twenty .. ninety
    kScale,    // hundred, thousand, million, billion
    kOrdinal,  // first, second, third: a place in a row, or the part of a fraction
    kDozen,    // dozen, score, pair, couple: counts of their own
    kTimes,    // once, twice, thrice
    kPart,     // half, quarter, fifth ...: a fraction of one
  };
  double value = 0.0;
  Role role = Role::kUnit;
};

// The entry for a lower-case word; nothing where it is no number word.
std::optional<NumberWord> number_word(std::string_view lower);

inline bool is_number_word(std::string_view lower) {
  return number_word(lower).has_value();
}

}  // namespace st
