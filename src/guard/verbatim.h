#pragma once

#include "guard/finding.h"

namespace st::guard {

// Whether one passage holds the statement word for word as a whole sentence or line, or several in a row:
// nothing can have been left out or put together then. Punctuation and letter case do not count.
bool is_whole_sentence(const Case& c);

}  // namespace st::guard
