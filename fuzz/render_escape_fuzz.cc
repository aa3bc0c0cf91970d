// Whatever the bytes: HTML and JSON escapes leave no markup character, and md4c reads escaped Markdown as
// plain text.
#include <md4c.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/unicode.h"
#include "render/markdown_escape.h"
#include "render/text_escape.h"

namespace {

int leave_block(MD_BLOCKTYPE, void*, void*) {
  return 0;
}
int leave_span(MD_SPANTYPE, void*, void*) {
  return 0;
}

int enter_block(MD_BLOCKTYPE type, void*, void*) {
  ST_CHECK(type == MD_BLOCK_DOC || type == MD_BLOCK_UL || type == MD_BLOCK_LI || type == MD_BLOCK_P);
  return 0;
}

int enter_span(MD_SPANTYPE, void*, void*) {
  ST_CHECK(false);
  return 1;
}

int take_text(MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* user) {
  if (type == MD_TEXT_HTML) {
    ST_CHECK(std::string(text, size) == "<!-- -->");
  } else {
    ST_CHECK(type == MD_TEXT_NORMAL);
    static_cast<std::string*>(user)->append(text, size);
  }
  return 0;
}

std::string plain(const std::string& text) {
  std::string out;
  for (const char byte : st::visible_text(text)) {
    const bool space = byte == ' ' || byte == '\n' || byte == '\t';
    if (!space) out += byte;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string html = st::escape_html(text);
  ST_CHECK(st::is_valid_utf8(html));
  ST_CHECK(html.find_first_of("<>\"'") == std::string::npos);
  ST_CHECK(st::escape_script_json(text).find_first_of("<>&") == std::string::npos);

  const std::string markdown = "- " + st::escape_markdown(text) + "\n";
  MD_PARSER parser{};
  parser.flags =
      MD_DIALECT_GITHUB | MD_FLAG_LATEXMATHSPANS | MD_FLAG_WIKILINKS | MD_FLAG_PERMISSIVEAUTOLINKS;
  parser.enter_block = enter_block;
  parser.leave_block = leave_block;
  parser.enter_span = enter_span;
  parser.leave_span = leave_span;
  parser.text = take_text;
  std::string read;
  ST_CHECK(md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &read) == 0);
  ST_CHECK_MSG(read == plain(text), markdown);
  return 0;
}
