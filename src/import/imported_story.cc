#include "import/imported_story.h"

#include <fmt/core.h>

#include "import/characters.h"

namespace st {

void FileStories::reject(std::size_t line, std::string_view field, std::string_view what) {
  unreadable.push_back({file, line, one_line(clean_characters(field)), one_line(clean_characters(what))});
}

void FileStories::remark(std::size_t line, std::string_view field, std::string_view what) {
  remarks.push_back({file, line, one_line(clean_characters(field)), one_line(clean_characters(what))});
}

void add_field(Story& story, std::string_view name, std::string text) {
  if (!text.empty()) story.fields.push_back({std::string(name), std::move(text)});
}

bool FileStories::accept_text(std::string_view text, std::string_view field, std::size_t line,
                              const ImportLimits& limits) {
  if (text.size() <= limits.field_bytes) return true;
  reject(line, field,
         fmt::format("{} bytes; expected at most {} in one field; the field is left out", text.size(),
                     limits.field_bytes));
  return false;
}

void add_title(Story& story, std::string_view text) {
  add_field(story, "title", one_line(clean_characters(text)));
}

void add_body(Story& story, std::vector<TextBlock> blocks, std::string criteria) {
  StoryBody body;
  if (criteria.empty()) {
    body = split_acceptance_criteria(std::move(blocks));
  } else {
    body = {render_blocks(blocks), std::move(criteria)};
  }
  add_field(story, "description", std::move(body.description));
  add_field(story, "acceptance_criteria", std::move(body.acceptance_criteria));
}

void add_comment(Story& story, std::string text) {
  std::size_t number = 1;
  for (const StoryField& field : story.fields) number += field.name.rfind("comment ", 0) == 0 ? 1 : 0;
  add_field(story, fmt::format("comment {}", number), std::move(text));
}

void add_link(std::vector<StoryLink>& links, LinkKind kind, std::string_view target) {
  const std::string_view id = trim(target);
  if (id.empty()) return;
  const StoryLink link{kind, std::string(id)};
  for (const StoryLink& known : links) {
    if (known == link) return;
  }
  links.push_back(link);
}

void add_tag(Story& story, std::string_view tag) {
  const std::string word = one_line(tag);
  if (word.empty()) return;
  for (const std::string& known : story.tags) {
    if (known == word) return;
  }
  story.tags.push_back(word);
}

}  // namespace st
