#include "import/markup.h"

#include "import/characters.h"
#include "import/plain_text.h"

namespace st {

std::vector<TextBlock> blocks_of(std::string_view text, Markup markup) {
  const std::string clean = clean_characters(text);
  (void)markup;
  return plain_text_blocks(clean);
}

std::string plain_text_of(std::string_view text, Markup markup) {
  return render_blocks(blocks_of(text, markup));
}

}  // namespace st
