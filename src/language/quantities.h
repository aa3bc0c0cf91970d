#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/units.h"
#include "language/words.h"

namespace st {

// How a bound is meant: "at most 3", "from 3 upwards".
enum class Comparator { kNone, kAtMost, kLessThan, kAtLeast, kMoreThan, kAbout };

// A number, amount, length of time, clock time, date or rate that a text names, normalised: 24 h, one day
// and twenty-four hours are the same Quantity in all but place and unit name.
struct Quantity {
  std::size_t start = 0;  // bytes: the number with its unit, without the comparator
  std::size_t end = 0;
  std::size_t first_word = 0;  // the same as places in words_of(text); one past the last in `last_word`
  std::size_t last_word = 0;
  double value = 0.0;   // in the dimension's base, units.h
  double number = 0.0;  // as written, before the unit: 24 of "24 hours"
  Dimension dimension = Dimension::kCount;
  std::string unit;  // the unit's name; for money the currency (ISO 4217, "cent" for a cent of any)
  std::string
      counted;  // kCount, kOrdinal: lemma of the thing counted ("3 free projects": "project"); may be empty
  Comparator comparator = Comparator::kNone;
  std::size_t bound_first = 0;  // words [bound_first, bound_last): the comparator and the quantity
  std::size_t bound_last = 0;
  bool spelt_one = false;  // "one", "a": may as well be no number at all
};

// All quantities of `words`, which are words_of(text), in order of place.
std::vector<Quantity> quantities_of(std::string_view text, std::span<const Word> words);
std::vector<Quantity> quantities_of(std::string_view text);

// Whether both name the same amount: same dimension (or a count that fits), equal value within rounding of
// the unit conversion. Comparators are not looked at.
bool same_amount(const Quantity& a, const Quantity& b);

// Whether two bounds point in opposite directions: at most against at least.
bool opposed(Comparator a, Comparator b);

}  // namespace st
