#include "import/text_lines.h"

#include <fmt/core.h>

#include "import/characters.h"
#include "import/plain_text.h"

namespace st {
namespace {

// One past "US-12: ", "[US-12] ", "US-12 - "; the id in `id`.
std::size_t leading_id(std::string_view line, std::string& id) {
  const bool bracket = line.front() == '[';
  std::size_t at = bracket ? 1 : 0;
  const std::size_t start = at;
  std::size_t letters = 0;
  while (at < line.size() && line[at] >= 'A' && line[at] <= 'Z') ++at, ++letters;
  if (letters == 0 || letters > 10 || at >= line.size() || line[at] != '-') return 0;
  const std::size_t digits = ++at;
  while (at < line.size() && is_ascii_digit(line[at])) ++at;
  if (at == digits || at >= line.size()) return 0;
  const std::size_t end = at;
  if (bracket ? line[at] != ']' : line[at] != ':' && line[at] != '\t') return 0;
  id = std::string(line.substr(start, end - start));
  return at + 1;
}

void read_line(std::string_view line, std::size_t number, FileStories& out, const ImportLimits& limits) {
  if (!out.accept_text(line, "title", number, limits)) return;
  const std::string text = render_blocks(plain_text_blocks(clean_characters(line)));
  if (text.empty()) return;
  ImportedStory item;
  const std::size_t id_end = leading_id(text, item.story.id);
  const std::string_view title = trim(std::string_view(text).substr(id_end));
  if (title.empty()) return;
  if (item.story.id.empty()) {
    item.story.id = fmt::format("L{}", number);
    item.id_is_made_up = true;
  }
  item.story.source.line = number;
  add_title(item.story, title);
  out.stories.push_back(std::move(item));
}

}  // namespace

FileStories read_text_lines(const SourceText& source) {
  FileStories out;
  out.file = source.file;
  out.format = SourceFormat::kText;
  std::size_t number = 0;
  for (const std::string_view line : split_lines(source.text)) {
    ++number;
    if (!trim(line).empty()) read_line(line, number, out, source.limits);
  }
  return out;
}

}  // namespace st
