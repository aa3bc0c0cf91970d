#pragma once

#include <string>
#include <string_view>

namespace st {

// `text` on one line of Markdown (CommonMark with GitHub's and GitLab's extensions) so that it shows as it
// is: no emphasis, link, picture, code, HTML, table cell, list, heading, formula or bare address comes out
// of it, and no mention of a person, group or issue. Newlines and runs of white space become one space; see
// visible_text for the rest.
std::string escape_markdown(std::string_view text);

}  // namespace st
