#include "import/markup.h"

#include "import/characters.h"
#include "import/html_text.h"
#include "import/markdown_text.h"
#include "import/plain_text.h"
#include "import/wiki_text.h"

namespace st {

std::vector<TextBlock> blocks_of(std::string_view text, Markup markup) {
  switch (markup) {
    case Markup::kHtml:
      return html_blocks(text);
    case Markup::kMarkdown:
      return markdown_blocks(text);
    case Markup::kJiraWiki:
      return wiki_blocks(text);
    case Markup::kAny:
      if (looks_like_html(text)) return html_blocks(text);
      if (looks_like_markdown(text)) return markdown_blocks(text);
      break;
    case Markup::kPlain:
      break;
  }
  return plain_text_blocks(clean_characters(text));
}

std::string plain_text_of(std::string_view text, Markup markup) {
  return render_blocks(blocks_of(text, markup));
}

}  // namespace st
