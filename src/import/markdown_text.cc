#include "import/markdown_text.h"

#include <md4c.h>
#include <algorithm>
#include <new>

#include "base/unicode.h"
#include "import/characters.h"
#include "import/html_text.h"
#include "import/plain_text.h"

namespace st {
namespace {

class MarkdownReader {
 public:
  int enter_block(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
      case MD_BLOCK_UL:
      case MD_BLOCK_OL:
        flush();
        ++lists_;
        break;
      case MD_BLOCK_H:
        flush();
        level_ = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
        break;
      case MD_BLOCK_CODE:
        flush();
        verbatim_ = true;
        break;
      case MD_BLOCK_HTML:
        flush();
        html_ = true;
        break;
      case MD_BLOCK_TR:
        flush();
        row_ = true;
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        if (!text_.empty()) text_ += '\t';
        break;
      default:
        flush();
    }
    return 0;
  }

  int leave_block(MD_BLOCKTYPE type) {
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) return 0;
    flush();
    if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) --lists_;
    level_ = 0;
    verbatim_ = html_ = row_ = false;
    return 0;
  }

  int enter_span(MD_SPANTYPE type) {
    if (type == MD_SPAN_IMG || type == MD_SPAN_DEL) ++left_out_;
    if (type == MD_SPAN_EM || type == MD_SPAN_STRONG) emphasis_starts_.push_back(text_.size());
    return 0;
  }

  int leave_span(MD_SPANTYPE type) {
    if (type == MD_SPAN_IMG || type == MD_SPAN_DEL) --left_out_;
    if (type == MD_SPAN_EM || type == MD_SPAN_STRONG) end_emphasis(type == MD_SPAN_EM ? "*" : "**");
    return 0;
  }

  int add_text(MD_TEXTTYPE type, std::string_view text) {
    if (left_out_ > 0) return 0;
    if (html_) {
      text_ += text;
    } else if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
      text_ += '\n';
    } else if (type == MD_TEXT_ENTITY) {
      text_ += decode_entity(text);
    } else if (type == MD_TEXT_HTML) {
      add_inline_html(text);
    } else if (type != MD_TEXT_NULLCHAR) {
      text_ += text;
    }
    return 0;
  }

  std::vector<TextBlock> finish() {
    flush();
    return std::move(blocks_);
  }

 private:
  // Emphasis never begins with ",": there the stars are the author's.
  void end_emphasis(std::string_view stars) {
    if (emphasis_starts_.empty()) return;
    const std::size_t start = std::min(emphasis_starts_.back(), text_.size());
    emphasis_starts_.pop_back();
    if (start == text_.size() || std::string_view(",;:.!?)").find(text_[start]) == std::string_view::npos)
      return;
    text_.insert(start, stars);
    text_ += stars;
  }

  void add_inline_html(std::string_view tag) {
    std::size_t start = 1 + (tag.size() > 1 && tag[1] == '/' ? 1 : 0);
    std::size_t end = start;
    while (end < tag.size() && (is_ascii_letter(tag[end]) || is_ascii_digit(tag[end]))) ++end;
    const std::string name = to_lower(tag.substr(std::min(start, tag.size()), end - start));
    if (name == "br") {
      text_ += '\n';
    } else if (!tag.empty() && tag.substr(0, 2) != "<!" && !is_html_element(name)) {
      text_ += tag;
    }
  }

  void flush() {
    std::string text;
    text.swap(text_);
    emphasis_starts_.clear();
    if (trim(text).empty()) return;
    const BlockKind kind = lists_ > 0 || row_ ? BlockKind::kItem : BlockKind::kParagraph;
    if (html_) {
      for (TextBlock& block : html_blocks(text)) blocks_.push_back(std::move(block));
    } else if (level_ > 0) {
      blocks_.push_back({BlockKind::kHeading, level_, one_line(text)});
    } else if (verbatim_ || row_) {
      blocks_.push_back({kind, 0, std::string(trim_right(text))});
    } else {
      append_plain_text(blocks_, text, kind);
    }
  }

  std::vector<TextBlock> blocks_;
  std::string text_;
  std::vector<std::size_t> emphasis_starts_;
  int level_ = 0;
  int lists_ = 0;
  int left_out_ = 0;
  bool verbatim_ = false;
  bool html_ = false;
  bool row_ = false;
};

MD_PARSER make_parser() {
  MD_PARSER parser = {};
  parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* reader) {
    return static_cast<MarkdownReader*>(reader)->enter_block(type, detail);
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void*, void* reader) {
    return static_cast<MarkdownReader*>(reader)->leave_block(type);
  };
  parser.enter_span = [](MD_SPANTYPE type, void*, void* reader) {
    return static_cast<MarkdownReader*>(reader)->enter_span(type);
  };
  parser.leave_span = [](MD_SPANTYPE type, void*, void* reader) {
    return static_cast<MarkdownReader*>(reader)->leave_span(type);
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* reader) {
    return static_cast<MarkdownReader*>(reader)->add_text(type, {text, size});
  };
  return parser;
}

bool has_pair_of_stars(std::string_view line) {
  const std::size_t open = line.find("**");
  if (open == line.npos || open + 2 >= line.size() || is_ascii_space(line[open + 2])) return false;
  const std::size_t close = line.find("**", open + 3);
  return close != line.npos && !is_ascii_space(line[close - 1]);
}

bool is_markdown_line(std::string_view line) {
  line = trim(line);
  const std::size_t hashes = line.find_first_not_of('#');
  if (hashes != line.npos && hashes >= 1 && hashes <= 6 && line[hashes] == ' ') return true;
  if (line.substr(0, 3) == "```" || line.substr(0, 6) == "- [ ] " || line.substr(0, 6) == "- [x] ")
    return true;
  return has_pair_of_stars(line) || line.find("](http") != line.npos;
}

}  // namespace

std::vector<TextBlock> markdown_blocks(std::string_view markdown) {
  const std::string source = clean_characters(markdown);
  MarkdownReader reader;
  const MD_PARSER parser = make_parser();
  const int failed = md_parse(source.data(), static_cast<MD_SIZE>(source.size()), &parser, &reader);
  if (failed == -1) throw std::bad_alloc();  // what md4c answers where memory ends
  return failed == 0 ? reader.finish() : plain_text_blocks(source);
}

bool looks_like_markdown(std::string_view text) {
  const std::vector<std::string_view> lines = split_lines(text);
  return std::any_of(lines.begin(), lines.end(), is_markdown_line);
}

}  // namespace st
