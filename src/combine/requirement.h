#pragma once

#include <string_view>
#include <vector>

#include "combine/segment.h"
#include "language/words.h"

namespace st::combine {

// How much a claim reads like a rule of the system: 0 and above, it does; below, it is background, opinion,
// history, a plan or a note to the team. Criteria, wants and scenarios are rules by their place; sentences
// are judged by their words: modals, conditions, limits and the simple present speak for a rule, the past
// tense, "we", questions, hedges and talk about the work itself against it.
double requirement_score(const SegmentedClaim& claim, const std::vector<Word>& words,
                         std::string_view lower, bool has_quantity);

}  // namespace st::combine
