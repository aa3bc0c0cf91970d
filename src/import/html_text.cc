#include "import/html_text.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

#include "base/unicode.h"
#include "import/characters.h"
#include "import/plain_text.h"

namespace st {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_block(std::string_view name) {
  return is_one_of(
      name, {"p",       "div",        "section", "article",    "aside",   "header", "footer",   "main",
             "nav",     "blockquote", "figure",  "figcaption", "address", "ul",     "ol",       "dl",
             "dt",      "dd",         "li",      "table",      "tr",      "hr",     "pre",      "h1",
             "h2",      "h3",         "h4",      "h5",         "h6",      "form",   "fieldset", "details",
             "summary", "center",     "body",    "caption",    "menu"});
}

bool is_left_out(std::string_view name) {
  return is_one_of(name,
                   {"script", "style", "head", "title", "s", "strike", "del", "object", "svg", "template"});
}

bool is_list(std::string_view name) {
  return is_one_of(name, {"ul", "ol", "dl", "menu"});
}

int heading_level(std::string_view name) {
  return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' ? name[1] - '0' : 0;
}

// Gathers a paragraph's text: white space runs become what they show as.
class TextGatherer {
 public:
  void add(std::string_view text) {
    for (const char c : text) {
      if (is_ascii_space(c)) {
        pending_ += c;
      } else {
        settle();
        text_ += c;
      }
    }
  }
  void add_verbatim(std::string_view text) { text_ += text; }
  void break_line() {
    pending_.clear();
    text_ += '\n';
  }
  void part_cells() {
    pending_.clear();
    if (!text_.empty()) text_ += '\t';
  }
  std::string take() {
    pending_.clear();
    return std::exchange(text_, {});
  }
  bool empty() const { return text_.empty(); }

 private:
  // A line end that nothing follows in the source's next line is a line end; one before an indentation is a
  // space.
  void settle() {
    if (pending_.empty()) return;
    const std::size_t newline = pending_.rfind('\n');
    const bool at_start = text_.empty() || text_.back() == '\n' || text_.back() == '\t';
    if (!at_start) {
      if (newline != std::string::npos && newline + 1 == pending_.size()) {
        text_ += '\n';
      } else if (pending_.find_first_not_of(' ') != std::string::npos) {
        text_ += ' ';
      } else {
        text_ += pending_;
      }
    }
    pending_.clear();
  }

  std::string text_;
  std::string pending_;  // white space since the last word
};

class HtmlReader {
 public:
  void start(std::string_view name) {
    if (is_left_out(name)) ++left_out_;
    if (left_out_ > 0) return;
    if (name == "br") {
      text_.break_line();
    } else if (name == "td" || name == "th") {
      text_.part_cells();
      ++cells_;
    } else if (is_block(name)) {
      flush();
      level_ = heading_level(name);
      if (is_list(name)) ++lists_;
      if (name == "tr") ++rows_;
      if (name == "pre") ++preformatted_;
    }
  }

  void end(std::string_view name) {
    if (is_left_out(name)) {
      left_out_ = std::max(0, left_out_ - 1);
      return;
    }
    if (left_out_ > 0) return;
    if (name == "td" || name == "th") {
      cells_ = std::max(0, cells_ - 1);
    } else if (is_block(name)) {
      flush();
      level_ = 0;
      if (is_list(name)) lists_ = std::max(0, lists_ - 1);
      if (name == "tr") rows_ = std::max(0, rows_ - 1);
      if (name == "pre") preformatted_ = std::max(0, preformatted_ - 1);
    }
  }

  void characters(std::string_view text) {
    if (left_out_ > 0) return;
    if (preformatted_ > 0) {
      text_.add_verbatim(text);
    } else {
      text_.add(text);
    }
  }

  std::vector<TextBlock> finish() {
    cells_ = 0;
    flush();
    return std::move(blocks_);
  }

 private:
  void flush() {
    if (cells_ > 0) {  // blocks in a cell stay on the row's line
      text_.add(" ");
      return;
    }
    const std::string text = text_.take();
    if (trim(text).empty()) return;
    if (level_ > 0) {
      blocks_.push_back({BlockKind::kHeading, level_, one_line(text)});
    } else if (rows_ > 0 || preformatted_ > 0) {
      blocks_.push_back({rows_ > 0 ? BlockKind::kItem : BlockKind::kParagraph, 0, std::string(trim(text))});
    } else {
      append_plain_text(blocks_, trim(text), lists_ > 0 ? BlockKind::kItem : BlockKind::kParagraph);
    }
  }

  std::vector<TextBlock> blocks_;
  TextGatherer text_;
  int level_ = 0;
  int lists_ = 0;
  int rows_ = 0;
  int cells_ = 0;
  int preformatted_ = 0;
  int left_out_ = 0;
};

std::string_view view_of(const xmlChar* text) {
  return reinterpret_cast<const char*>(text);
}

void on_start(void* reader, const xmlChar* name, const xmlChar**) {
  static_cast<HtmlReader*>(reader)->start(view_of(name));
}
void on_end(void* reader, const xmlChar* name) {
  static_cast<HtmlReader*>(reader)->end(view_of(name));
}
void on_text(void* reader, const xmlChar* text, int size) {
  static_cast<HtmlReader*>(reader)->characters(view_of(text).substr(0, static_cast<std::size_t>(size)));
}
void on_error(void*, const char*, ...) {}  // the parser mends what it can; the library prints nothing

htmlSAXHandler make_handler() {
  htmlSAXHandler handler = {};
  handler.startElement = on_start;
  handler.endElement = on_end;
  handler.characters = on_text;
  handler.ignorableWhitespace = on_text;
  handler.cdataBlock = on_text;
  handler.error = on_error;
  handler.warning = on_error;
  handler.fatalError = on_error;
  return handler;
}

// Editors write "&nbsp;" for a space that HTML would fold; as a tab it is folded into one. One that the
// author typed as a character stays.
std::string without_editor_spaces(std::string_view html) {
  std::string out;
  out.reserve(html.size());
  while (!html.empty()) {
    const std::size_t at = std::min(html.find('&'), html.size());
    out += html.substr(0, at);
    html.remove_prefix(at);
    std::size_t size = 0;
    for (const std::string_view space : {"&nbsp;", "&#160;", "&#xa0;", "&#xA0;"}) {
      if (html.substr(0, space.size()) == space) size = space.size();
    }
    if (size > 0) out += '\t';
    if (size == 0 && !html.empty()) out += html[size++];
    html.remove_prefix(size);
  }
  return out;
}

}  // namespace

std::vector<TextBlock> html_blocks(std::string_view html) {
  const std::string source = without_editor_spaces(clean_characters(html));
  static const bool initialized = [] {
    xmlInitParser();
    return true;
  }();
  (void)initialized;
  htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(source.data(), static_cast<int>(source.size()));
  if (parser == nullptr) return plain_text_blocks(source);
  htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
  HtmlReader reader;
  htmlSAXHandler handler = make_handler();
  htmlSAXHandlerPtr own_handler = parser->sax;
  parser->sax = &handler;
  parser->userData = &reader;
  htmlParseDocument(parser);
  parser->sax = own_handler;
  // The parser stops where memory ends, as if the text ended there.
  const bool out_of_memory = parser->errNo == XML_ERR_NO_MEMORY;
  htmlFreeParserCtxt(parser);
  if (out_of_memory) throw std::bad_alloc();
  return reader.finish();
}

bool is_html_element(std::string_view name) {
  const std::string text(name);
  return htmlTagLookup(reinterpret_cast<const xmlChar*>(text.c_str())) != nullptr ||
         is_one_of(name, {"details", "summary", "section", "article", "figure", "figcaption", "mark",
                          "video", "source", "picture", "header", "footer", "nav", "aside", "main"});
}

bool looks_like_html(std::string_view text) {
  for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
    const std::string_view rest = text.substr(at + 1, 12);
    for (const std::string_view tag :
         {"/p>",  "/div>", "/li>",  "/ul>",  "/ol>",    "/span>", "/b>",         "/strong>",
          "/h1>", "/h2>",  "/h3>",  "/td>",  "/table>", "/a>",    "/i>",         "/em>",
          "br>",  "br/>",  "br />", "/pre>", "/font>",  "/u>",    "/blockquote>"}) {
      if (starts_with_ignoring_case(rest, tag)) return true;
    }
  }
  return false;
}

std::string decode_entity(std::string_view entity) {
  std::string out;
  if (entity.size() < 4 || entity.front() != '&' || entity.back() != ';') return std::string(entity);
  const std::string name(entity.substr(1, entity.size() - 2));
  if (name[0] == '#') {
    const bool hex = name.size() > 2 && (name[1] == 'x' || name[1] == 'X');
    const unsigned long value = std::strtoul(name.c_str() + (hex ? 2 : 1), nullptr, hex ? 16 : 10);
    // As HTML has it: no NUL comes out of a reference; a carriage return is a line end like any other.
    const bool unusable = value == 0 || value > 0x10FFFF;
    append_utf8(out, unusable ? kReplacement : value == '\r' ? U'\n' : static_cast<char32_t>(value));
    return out;
  }
  const htmlEntityDesc* known = htmlEntityLookup(reinterpret_cast<const xmlChar*>(name.c_str()));
  if (known == nullptr) return name == "apos" ? "'" : std::string(entity);
  append_utf8(out, known->value);
  return out;
}

}  // namespace st
