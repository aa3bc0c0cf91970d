#pragma once

#include <cstddef>
#include <span>

#include "language/quantities.h"

namespace st {

// The comparator that stands before word `first` or after word `last` (one past the quantity's end), and
// the words it takes up: [begin, end) covers the quantity too.
struct FoundComparator {
  Comparator comparator = Comparator::kNone;
  std::size_t begin = 0;
  std::size_t end = 0;
};

FoundComparator comparator_around(std::span<const Word> words, std::size_t first, std::size_t last);

}  // namespace st
