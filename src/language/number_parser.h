#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "language/words.h"

namespace st {

// A number read out of words[at...]: its value and the word after its last.
struct ParsedNumber {
  enum class Kind { kPlain, kOrdinal, kShare, kTimes };
  double value = 0.0;
  std::size_t next = 0;
  Kind kind = Kind::kPlain;
  bool spelt_one = false;
};

// Reads digits ("2,500", "1.5", "1/2", "3rd", "10 k", "2x"), words ("one hundred and five", "a dozen",
// "twenty-four", "one and a half", "two thirds", "half", "twice", "third"). "a" counts only before dozen,
// hundred, half, quarter ...
std::optional<ParsedNumber> parse_number(std::span<const Word> words, std::size_t at);

// The value of a digit token: "2,500" is 2500, "1,5" and "1.5" are 1.5, "1/2" is 0.5. Nothing for clock
// times and dates.
std::optional<double> digits_value(std::string_view token);

}  // namespace st
