#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/blocks.h"

namespace st {

// Blocks of Jira wiki markup (Atlassian, "Text Formatting Notation Help"): h1. to h6., * # - lists, tables,
// bq., {quote}, {panel}, {color}, {code}, {noformat}, [words|address], [~user], !picture!, *bold*,
// _italic_, -struck-, +ins+, {{mono}} and \ escapes. A mark counts only where Jira would see one: at a
// word's edge, closed on the same line. Pictures and struck-out text are left out.
std::vector<TextBlock> wiki_blocks(std::string_view wiki);

// One line without its marks.
std::string wiki_inline(std::string_view line);

}  // namespace st
