#pragma once

#include <string>
#include <vector>

#include "import/imported_story.h"

namespace st {

// GitHub's and GitLab's labels mean type, area and tags at once. This is how they are told apart:
// - a label that names a type ("bug", "User Story", "type::task", "kind/bug") is the type; the first such
// one counts;
// - "area: x", "area/x", "component::x", "module: x", "category:x", "group::x" name the area x;
// - where no label is so marked, but the items of the file keep to the order [type, area, tags...] (at
// least three in
//   four of the labelled items begin with a type and go on with a label that isn't one of the trackers'
//   usual process labels), the label after the type is the area;
// - all others are tags.
// Sets type, area and tags of the file's stories; labels[i] belongs to out.stories[i].
void assign_labels(FileStories& out, const std::vector<std::vector<std::string>>& labels);

// "[FS-4] Minimum basket": where at least half of the file's titles begin with such an id of their own, it
// is the story's id, and the number becomes its alternative id. The titles lose it.
void take_ids_from_titles(FileStories& out);

// Lines at the end of a body that only refer: "Duplicates FS-2", "Supersedes #12", "Relates to A-1, A-2",
// "Parent E-1". They leave the blocks and become links.
void take_reference_lines(std::vector<TextBlock>& blocks, ImportedStory& item);

}  // namespace st
