#pragma once

#include <string_view>
#include <vector>

#include "import/blocks.h"

namespace st {

// How a text's source writes paragraphs, lists and emphasis.
enum class Markup {
  kPlain,
  kMarkdown,
  kHtml,
  kJiraWiki,
  kAny,  // whatever the text itself shows; plain where it shows nothing
};

std::vector<TextBlock> blocks_of(std::string_view text, Markup markup);

// The text of a field that is one paragraph or list: a title (one line), a comment, acceptance criteria.
std::string plain_text_of(std::string_view text, Markup markup);

}  // namespace st
