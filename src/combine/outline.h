#pragma once

#include "combine/fold.h"
#include "story/document.h"

namespace st::combine {

// Groups the statements in force into sections by topic and writes them into the document: sections in the
// order in which their first statement was founded, statements likewise. Fills sections, needs_review,
// retired, set_aside, timeline and accounting. Statements without a topic are grouped by whom they speak
// of.
void outline(const Fold& fold, Document& document);

}  // namespace st::combine
