#pragma once

#include <string>
#include <vector>

#include "story/story.h"

namespace st::combine {

// The clauses in which a story takes something back: "guest pickup is dropped", "we stop sending the pick sheets".
// The cue itself is left out, so that a clause's terms name what is gone. Conditions ("if the link is removed") and
// wishes take nothing back.
std::vector<std::string> retiring_clauses(const Story& story);

}  // namespace st::combine
