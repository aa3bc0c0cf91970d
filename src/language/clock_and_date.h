#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "language/units.h"
#include "language/words.h"

namespace st {

// A clock time, date or weekday that begins at words[at]; values as Dimension says.
struct ParsedMoment {
  double value = 0.0;
  Dimension dimension = Dimension::kClockTime;
  std::size_t next = 0;
};

// Reads 18:30, 6 pm, 6 p.m., 8 o'clock, half past six, quarter to nine, noon, midnight, 12 noon;
// 2024-03-01, 31.12.2024, 1 March 2024, March 1st, May (where it is no modal); Monday, Fridays.
std::optional<ParsedMoment> parse_moment(std::span<const Word> words, std::size_t at);

}  // namespace st
