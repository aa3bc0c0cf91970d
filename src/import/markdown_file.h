#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/imported_story.h"

namespace st {

// One story a file: YAML front matter (id, type, state, created, closed, area, tags, links by their names),
// then
// "# Title" and the body. Without front matter the id is the file's name within its folder, without ".md";
// a name that begins with a day ("2025-01-11-add-login") gives the date. `name` is the path within the
// input folder.
FileStories read_markdown_file(const SourceText& source, std::string_view name);

// Has the text front matter: a first line "---", a later one, and "key: value" between?
bool has_front_matter(std::string_view text);

}  // namespace st
