#include "import/plain_text.h"

#include <optional>

#include "import/characters.h"

namespace st {
namespace {

struct ListMark {
  std::size_t size_bytes = 0;  // indentation, mark and the space after it
  int number = 0;              // 0: a bullet
};

std::size_t bullet_size(std::string_view line) {
  if (line.empty()) return 0;
  if (line.front() == '-' || line.front() == '*' || line.front() == '+') return 1;
  for (const std::string_view mark : {"•", "◦", "▪", "·", "–", "●", "○", "‣"}) {
    if (line.substr(0, mark.size()) == mark) return mark.size();
  }
  return 0;
}

std::size_t number_size(std::string_view line, int& number) {
  std::size_t size = 0;
  while (size < line.size() && size < 3 && is_ascii_digit(line[size]))
    number = number * 10 + (line[size++] - '0');
  const bool closed = size > 0 && size < line.size() && (line[size] == '.' || line[size] == ')');
  return closed ? size + 1 : 0;
}

std::optional<ListMark> list_mark(std::string_view line) {
  std::size_t indent = 0;
  while (indent < line.size() && (line[indent] == ' ' || line[indent] == '\t')) ++indent;
  const std::string_view rest = line.substr(indent);
  ListMark mark;
  std::size_t size = bullet_size(rest);
  if (size == 0) size = number_size(rest, mark.number);
  if (size == 0 || size >= rest.size() || (rest[size] != ' ' && rest[size] != '\t')) return std::nullopt;
  if (trim(rest.substr(size)).empty()) return std::nullopt;
  while (size < rest.size() && (rest[size] == ' ' || rest[size] == '\t')) ++size;
  mark.size_bytes = indent + size;
  return mark;
}

// "> " in front of a quoted line, also several of them.
std::size_t quote_mark_size(std::string_view line) {
  std::size_t size = 0;
  while (size < line.size() && line[size] == '>') {
    if (size + 1 < line.size() && line[size + 1] != ' ' && line[size + 1] != '>') return 0;
    ++size;
    if (size < line.size() && line[size] == ' ') ++size;
  }
  return size;
}

bool is_rule(std::string_view line) {
  line = trim(line);
  return line.size() >= 3 &&
         (line.front() == '-' || line.front() == '_' || line.front() == '=' || line.front() == '*') &&
         line.find_first_not_of(line.front()) == line.npos;
}

// Gathers lines into blocks: the few rules that hold in text without markup.
class PlainTextReader {
 public:
  PlainTextReader(std::vector<TextBlock>& blocks, BlockKind kind) : blocks_(blocks), kind_(kind) {}

  void add_line(std::string_view line) {
    const std::size_t quote = quote_mark_size(line);
    if ((quote > 0) != in_quote_ && !(in_quote_ && !current_.empty() && !trim(line).empty())) {
      finish();
      in_quote_ = quote > 0;
    }
    line = trim_right(line.substr(quote));
    if (line.empty()) {
      finish();
      in_quote_ = quote > 0;
    } else if (!is_rule(line)) {
      add_text(line);
    }
  }

  void finish() {
    if (!current_.empty())
      blocks_.push_back({in_item_ ? BlockKind::kItem : kind_, 0, join_wrapped_lines(current_)});
    current_.clear();
    in_item_ = false;
  }

 private:
  void add_text(std::string_view line) {
    if (const auto mark = list_mark(line); mark && opens_item(*mark)) {
      finish();
      in_item_ = true;
      if (mark->number > 0) last_number_ = mark->number;
      current_ = line.substr(mark->size_bytes);
      return;
    }
    if (!current_.empty()) current_ += '\n';
    current_ += in_item_ ? trim(line) : line;
  }

  // A number is a list's only where the list begins with 1 or goes on by one: "2024. A good year" is none.
  bool opens_item(const ListMark& mark) const {
    return mark.number == 0 || mark.number == 1 || mark.number == last_number_ + 1;
  }

  std::vector<TextBlock>& blocks_;
  BlockKind kind_;
  std::string current_;
  bool in_item_ = false;
  bool in_quote_ = false;
  int last_number_ = -1;
};

}  // namespace

void append_plain_text(std::vector<TextBlock>& blocks, std::string_view text, BlockKind kind) {
  PlainTextReader reader(blocks, kind);
  for (const std::string_view line : split_lines(text)) reader.add_line(line);
  reader.finish();
}

std::vector<TextBlock> plain_text_blocks(std::string_view text) {
  std::vector<TextBlock> blocks;
  append_plain_text(blocks, text);
  return blocks;
}

}  // namespace st
