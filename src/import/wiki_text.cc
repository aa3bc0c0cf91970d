#include "import/wiki_text.h"

#include <algorithm>

#include "base/unicode.h"
#include "import/characters.h"
#include "import/plain_text.h"

namespace st {
namespace {

// What one mark may hold; keeps a line of marks that never end linear.
constexpr std::size_t kMaxMarkedBytes = 2000;

bool is_word_character(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  return is_ascii_letter(text[at]) || is_ascii_digit(text[at]) || byte >= 0x80;
}

// The inline marks of one line. One pass; each mark looks ahead for its end on the same line.
class InlineReader {
 public:
  explicit InlineReader(std::string_view line) : line_(line) {}

  std::string read() {
    while (at_ < line_.size()) {
      const std::size_t before = at_;
      if (!read_mark()) out_ += line_[at_++];
      if (at_ <= before) at_ = before + 1;
    }
    return std::move(out_);
  }

 private:
  bool read_mark() {
    switch (line_[at_]) {
      case '\\':
        return read_escape();
      case '{':
        return read_braces();
      case '[':
        return read_link();
      case '!':
        return read_picture();
      case '*':
      case '_':
      case '+':
      case '^':
      case '~':
      case '-':
        return read_emphasis(line_[at_], 1);
      case '?':
        return line_.substr(at_, 2) == "??" && read_emphasis('?', 2);
      default:
        return false;
    }
  }

  std::size_t find_near(std::string_view what, std::size_t from) const {
    return line_.substr(0, std::min(line_.size(), from + kMaxMarkedBytes)).find(what, from);
  }

  bool read_escape() {
    if (at_ + 1 >= line_.size()) return false;
    const char next = line_[at_ + 1];
    if (next == '\\') {  // a forced line break, where it doesn't stand inside a path
      if (at_ + 2 < line_.size() && line_[at_ + 2] != ' ') return false;
      out_ += '\n';
      at_ += at_ + 2 < line_.size() ? 3 : 2;
      return true;
    }
    if (std::string_view("{}[]*_-+^~?!|#").find(next) == std::string_view::npos) return false;
    out_ += next;
    at_ += 2;
    return true;
  }

  // {{mono}}, {color:red}, {color}, {anchor:x}.
  bool read_braces() {
    if (line_.substr(at_, 2) == "{{") {
      const std::size_t end = find_near("}}", at_ + 2);
      if (end == line_.npos) return false;
      add_without_escapes(line_.substr(at_ + 2, end - at_ - 2));
      at_ = end + 2;
      return true;
    }
    for (const std::string_view name : {"{color", "{anchor", "{quote}", "{panel"}) {
      const std::size_t end = find_near("}", at_);
      if (end == line_.npos || line_.substr(at_, name.size()) != name) continue;
      at_ = end + 1;
      return true;
    }
    return false;
  }

  void add_without_escapes(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '{' || text[i + 1] == '}')) ++i;
      out_ += text[i];
    }
  }

  // [words|address], [address], [~user], [^file]. Other brackets are the author's.
  bool read_link() {
    const std::size_t end = find_near("]", at_);
    if (end == line_.npos) return false;
    const std::string_view inner = line_.substr(at_ + 1, end - at_ - 1);
    const std::size_t bar = inner.find('|');
    const std::string_view address = bar == inner.npos ? inner : inner.substr(bar + 1);
    if (!is_address(address)) return false;
    if (bar != inner.npos && bar > 0) {
      out_ += wiki_inline_once(inner.substr(0, bar));
    } else if (inner.substr(0, 11) != "~accountid:") {
      out_ += inner.substr(!inner.empty() && (inner[0] == '~' || inner[0] == '^') ? 1 : 0);
    }
    at_ = end + 1;
    return true;
  }

  static std::string wiki_inline_once(std::string_view words) {
    return words.find('[') == words.npos ? InlineReader(words).read() : std::string(words);
  }

  static bool is_address(std::string_view text) {
    if (text.empty()) return false;
    if (text[0] == '~' || text[0] == '^' || text[0] == '#')
      return text.find(' ') == text.npos && text.size() > 1;
    return text.substr(0, 4) == "http" || text.substr(0, 7) == "mailto:" || text.find("://") != text.npos;
  }

  // !name.png|width=541!
  bool read_picture() {
    const std::size_t end = find_near("!", at_ + 1);
    if (end == line_.npos || end == at_ + 1) return false;
    const std::string_view inner = line_.substr(at_ + 1, end - at_ - 1);
    const std::string_view name = inner.substr(0, std::min(inner.find('|'), inner.size()));
    const std::size_t dot = name.rfind('.');
    if (is_ascii_space(inner.front()) || dot == name.npos || name.size() - dot > 6 || name.size() - dot < 3)
      return false;
    at_ = end + 1;
    return true;
  }

  bool read_emphasis(char mark, std::size_t size) {
    if (at_ > 0 && (is_word_character(line_, at_ - 1) || line_[at_ - 1] == mark || line_[at_ - 1] == '.'))
      return false;
    const std::size_t start = at_ + size;
    if (start >= line_.size() || is_ascii_space(line_[start]) || line_[start] == mark) return false;
    if (!is_word_character(line_, start) &&
        std::string_view("(\"'[{_*+<$#@&").find(line_[start]) == std::string_view::npos) {
      return false;
    }
    const std::size_t end = emphasis_end(mark, size, start);
    if (end == line_.npos) return false;
    if (mark != '-') out_ += InlineReader(line_.substr(start, end - start)).read();
    at_ = end + size;
    if (mark == '-' && at_ < line_.size() && line_[at_] == ' ' && (out_.empty() || out_.back() == ' '))
      ++at_;
    return true;
  }

  std::size_t emphasis_end(char mark, std::size_t size, std::size_t start) const {
    const std::size_t limit = std::min(line_.size(), start + kMaxMarkedBytes);
    for (std::size_t i = start + 1; i + size <= limit; ++i) {
      if (line_[i] != mark || (size == 2 && line_[i + 1] != mark)) continue;
      if (is_ascii_space(line_[i - 1])) continue;
      const std::size_t after = i + size;
      if (after < line_.size() && (is_word_character(line_, after) || line_[after] == mark)) continue;
      return i;
    }
    return line_.npos;
  }

  std::string_view line_;
  std::size_t at_ = 0;
  std::string out_;
};

// One past "* ", "** ", "# ", "- ", "*# "; 0 where the line is no list item.
std::size_t list_mark_size(std::string_view line) {
  std::size_t size = 0;
  while (size < line.size() && (line[size] == '*' || line[size] == '#')) ++size;
  if (size == 0 && !line.empty() && line[0] == '-') size = 1;
  if (size == 0 || size >= line.size() || line[size] != ' ') return 0;
  return size + 1;
}

std::string table_row(std::string_view line) {
  std::string row;
  const bool head = line.substr(0, 2) == "||";
  for (const std::string& cell : split_list(line, '|')) {
    if (!row.empty()) row += '\t';
    row += wiki_inline(cell);
  }
  (void)head;
  return row;
}

class WikiReader {
 public:
  void add_line(std::string_view line) {
    const std::string_view text = trim(line);
    if (text.empty() || (text.size() >= 4 && text.find_first_not_of('-') == text.npos)) {
      finish_paragraph();
    } else if (text.size() > 4 && text[0] == 'h' && text[1] >= '1' && text[1] <= '6' &&
               text.substr(2, 2) == ". ") {
      finish_paragraph();
      blocks_.push_back({BlockKind::kHeading, text[1] - '0', one_line(wiki_inline(text.substr(4)))});
    } else if (text.substr(0, 4) == "bq. ") {
      finish_paragraph();
      append_plain_text(blocks_, wiki_inline(text.substr(4)));
    } else if (text[0] == '|' && text.size() > 2) {
      finish_paragraph();
      blocks_.push_back({BlockKind::kItem, 0, table_row(text)});
    } else if (const std::size_t mark = list_mark_size(text); mark > 0) {
      finish_paragraph();
      in_item_ = true;
      paragraph_ = wiki_inline(text.substr(mark));
    } else {
      if (!paragraph_.empty()) paragraph_ += '\n';
      paragraph_ += wiki_inline(in_item_ ? text : trim_right(line));
    }
  }

  void add_verbatim(std::string_view text) {
    finish_paragraph();
    while (!text.empty() && text.front() == '\n') text.remove_prefix(1);
    text = trim_right(text);
    if (!trim(text).empty()) blocks_.push_back({BlockKind::kParagraph, 0, std::string(text)});
  }

  void finish_paragraph() {
    if (!trim(paragraph_).empty()) {
      if (in_item_) {
        blocks_.push_back({BlockKind::kItem, 0, join_wrapped_lines(trim(paragraph_))});
      } else {
        append_plain_text(blocks_, paragraph_);
      }
    }
    paragraph_.clear();
    in_item_ = false;
  }

  std::vector<TextBlock> finish() {
    finish_paragraph();
    return std::move(blocks_);
  }

 private:
  std::vector<TextBlock> blocks_;
  std::string paragraph_;
  bool in_item_ = false;
};

struct BlockMacro {
  std::size_t start = std::string_view::npos;
  std::size_t body = 0;
  std::string_view end_tag;  // empty: only the tag itself goes, the text in it is wiki markup
};

// The next of {code}, {code:java}, {noformat}, {quote}, {panel:title=x}.
BlockMacro next_macro(std::string_view text, std::size_t from) {
  BlockMacro macro;
  for (std::size_t at = text.find('{', from); at != text.npos; at = text.find('{', at + 1)) {
    const std::string_view rest = text.substr(at);
    if (at > 0 && (text[at - 1] == '\\' || text[at - 1] == '{')) continue;
    for (const std::string_view name : {"{code", "{noformat", "{quote", "{panel"}) {
      if (rest.substr(0, name.size()) != name || rest.size() <= name.size()) continue;
      if (rest[name.size()] != '}' && rest[name.size()] != ':') continue;
      const std::size_t close = rest.substr(0, 256).find('}');
      if (close == rest.npos) continue;
      macro.start = at;
      macro.body = at + close + 1;
      macro.end_tag = name == "{code" ? "{code}" : name == "{noformat" ? "{noformat}" : "";
      return macro;
    }
  }
  return macro;
}

void add_lines(WikiReader& reader, std::string_view text) {
  for (const std::string_view line : split_lines(text)) reader.add_line(line);
}

}  // namespace

std::string wiki_inline(std::string_view line) {
  return InlineReader(line).read();
}

std::vector<TextBlock> wiki_blocks(std::string_view wiki) {
  const std::string source = clean_characters(wiki);
  const std::string_view text = source;
  WikiReader reader;
  std::size_t at = 0;
  for (BlockMacro macro = next_macro(text, at); macro.start != text.npos; macro = next_macro(text, at)) {
    add_lines(reader, text.substr(at, macro.start - at));
    at = macro.body;
    if (macro.end_tag.empty()) {
      reader.finish_paragraph();
      continue;
    }
    const std::size_t end = text.find(macro.end_tag, at);
    if (end == text.npos) continue;  // never closed: what follows is read as text
    reader.add_verbatim(text.substr(at, end - at));
    at = end + macro.end_tag.size();
  }
  add_lines(reader, text.substr(at));
  return reader.finish();
}

}  // namespace st
