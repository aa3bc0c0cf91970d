#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "guard/finding.h"

namespace st::guard {

// A sentence of the evidence that the statement rests on.
struct SupportSentence {
  std::uint32_t passage = 0;
  std::size_t sentence = 0;
};

// The fewest sentences that say what the statement says: the one that says most of it, then those that add
// to it. Everything else in the passages is about something else and puts no limit on the statement.
std::vector<SupportSentence> support_of(const Case& c);

bool rests_on(const std::vector<SupportSentence>& support, std::uint32_t passage, std::size_t sentence);

}  // namespace st::guard
