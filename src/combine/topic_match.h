#pragma once

#include "combine/memory.h"
#include "combine/propose.h"

namespace st::combine {

// How strongly a new claim speaks about the same question as a statement in force. Above 0, they do and the
// newer replaces the older; the larger, the surer. Weighs the words that both share, how much of each is
// found in the other's story, areas, and what kind of answer they give: different amounts of one
// dimension or different answers to one facet need less shared context than bare words; a narrower case
// needs more.
double replacement_strength(const PreparedStory& story, const Reading& claim, const Reading& old,
                            const StoryReading& old_story, const TermTable& table);

// Whether both say the same: the same amounts where there are any, and nearly the same words.
bool says_the_same(const Reading& a, const Reading& b, const TermTable& table);

}  // namespace st::combine
