#pragma once

#include <span>
#include <string>

#include "story/document.h"
#include "story/story.h"

namespace st {

// `document` as state.md, for a merge request: one statement a line, so that a change is one changed line.
// CommonMark with tables, and <details> for what is folded; story text is escaped (markdown_escape.h).
// `stories` gives titles to what was set aside; may be empty. Equal arguments give equal bytes.
std::string render_markdown(const Document& document, std::span<const Story> stories);

}  // namespace st
