#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace st {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

// first, first + step, ..., last: their lower case lies `distance` further.
struct LowerRun {
  char32_t first;
  char32_t last;
  std::uint32_t step;
  std::int32_t distance;
};

// The members of the class behind bit number `bit` of LibraryBits (library_class.h), in order.
std::span<const CodePointRange> library_ranges(std::size_t bit);
std::span<const LowerRun> lower_runs();

}  // namespace st
