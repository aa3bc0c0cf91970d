#pragma once

#include <string_view>
#include <vector>

#include "import/blocks.h"

namespace st {

// Blocks of Markdown (CommonMark with GitHub's tables, task lists and strike-through, read by md4c). Links
// keep their words; pictures, HTML comments and struck-out text are left out; HTML in it is read as HTML.
// "<name>" that is no HTML element stays. Stars that only look like emphasis ("a.*, b.*") stay.
std::vector<TextBlock> markdown_blocks(std::string_view markdown);

// Does the text hold what only Markdown has: "## " headings, fences, **bold**, [words](address), "- [ ]"?
bool looks_like_markdown(std::string_view text);

}  // namespace st
