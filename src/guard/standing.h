#pragma once

#include "guard/reading.h"

namespace st::guard {

// Fills `reading.standing` from the cues: a wish holds for its sentence or brackets, "used to be" for its
// clause, "instead of", "raised from", "the old" for the phrase that follows.
void mark_standing(Reading& reading);

}  // namespace st::guard
