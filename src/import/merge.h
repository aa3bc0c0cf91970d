#pragma once

#include <vector>

#include "import/imported_story.h"

namespace st {

// Makes one backlog out of what the files gave: ids, links, areas, comments, order. See import_stories()
// for the rules on ids. Links by internal id become links by id; "is duplicated by" becomes a link of the
// other story.
ImportResult merge_files(std::vector<FileStories> files);

}  // namespace st
