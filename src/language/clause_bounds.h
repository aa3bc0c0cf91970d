#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "language/words.h"

namespace st {

// Parts the words into clauses at full stops, semicolons, colons, line ends that begin a sentence, commas
// before a new subject or conjunction, and words that open a clause (but, while, if, when, because, so
// that, which, unless). The ranges [first, last) cover all words, in order.
std::vector<std::pair<std::size_t, std::size_t>> clause_ranges(std::span<const Word> words);

// The range that holds word `at`.
std::pair<std::size_t, std::size_t> range_of(std::span<const std::pair<std::size_t, std::size_t>> ranges,
                                             std::size_t at);

}  // namespace st
