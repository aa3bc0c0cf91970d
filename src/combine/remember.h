#pragma once

#include <vector>

#include "combine/memory.h"
#include "combine/propose.h"

namespace st::combine {

// All that a story is about: what statements it may touch are looked up by it.
TermSet search_terms(const PreparedStory& story);

// The story's claim that the edit names. REQUIRES: it has it.
std::size_t claim_of(const PreparedStory& story, const Edit& edit);

// Keeps the memory in step with the edits of one story, whether they were made now or in an earlier run.
void remember(const PreparedStory& story, const std::vector<Edit>& edits, Memory& memory);

}  // namespace st::combine
