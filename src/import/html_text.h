#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/blocks.h"

namespace st {

// Blocks of an HTML fragment, as libxml2's HTML parser reads it. Lists of any depth: an item a line. Rows
// of tables: a line, the cells parted by a tab. Left out: scripts, styles, pictures, struck-out text (<s>,
// <del>, <strike>). A line end in the source is white space where it only wraps or indents, and a line end
// where it was put in as one.
std::vector<TextBlock> html_blocks(std::string_view html);

// Does the text hold HTML elements, by a closing tag or a line break of the well-known ones?
bool looks_like_html(std::string_view text);

// Is "br", "details", ... the name of an HTML element? Lower case.
bool is_html_element(std::string_view name);

// What "&eacute;", "&#233;" or "&#xE9;" stands for; the text itself where it stands for nothing.
std::string decode_entity(std::string_view entity);

}  // namespace st
