#pragma once

#include <vector>

#include "tokenizer/model/bpe.h"

namespace st {

// Merges until no pair of neighbours has a rank. Both give the same result; the first is quadratic and
// quick on short words, the second O(n log n).
void merge_short(const MergeTable& merges, std::vector<Bpe::Symbol>& symbols);
void merge_long(const MergeTable& merges, std::vector<Bpe::Symbol>& symbols);

}  // namespace st
