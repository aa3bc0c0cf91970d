#pragma once

#include <string_view>
#include <vector>

#include "import/blocks.h"

namespace st {

// Blocks of text without markup. Empty lines part paragraphs; lines that begin with "- ", "* ", "+ " or a
// bullet, or with "1. ", "2. ", ... in a row, are list items and lose that mark; "> " in front of a quoted
// line goes too.
std::vector<TextBlock> plain_text_blocks(std::string_view text);

// As above for a paragraph that another markup's reader found: literal lists in it become items. Appends to
// `blocks`.
void append_plain_text(std::vector<TextBlock>& blocks, std::string_view text,
                       BlockKind kind = BlockKind::kParagraph);

}  // namespace st
