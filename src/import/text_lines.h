#pragma once

#include "import/imported_story.h"

namespace st {

// Plain text, one story a line: the line is the title, in kUnknown state. "US-12: As a ..." and "#G02# As a
// ..." give the story its id; otherwise it is the line's number, "L12". List marks in front go. Empty lines
// are left out.
FileStories read_text_lines(const SourceText& source);

}  // namespace st
