#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/blocks.h"
#include "import/format.h"
#include "import/importer.h"
#include "story/story.h"

namespace st {

// A story as its file gave it, with what only the whole import can resolve.
struct ImportedStory {
  Story story;
  std::string origin;          // project or repository; empty: not known
  std::string changed;         // ISO 8601, or a revision number padded to sort as text; empty: not known
  std::string alternative_id;  // the tracker's internal id, by which other items may name this one
  SourceFormat format = SourceFormat::kText;
  bool id_is_made_up = false;
  bool area_has_root = false;            // the area's first part is the project
  std::vector<StoryLink> inverse_links;  // the target has this link to this story ("is duplicated by")
};

// A comment that came apart from its story.
struct LooseComment {
  std::string story_id;
  std::string text;
  std::size_t line = 0;
};

// All that one file gave.
struct FileStories {
  std::string file;
  SourceFormat format = SourceFormat::kText;
  std::vector<ImportedStory> stories;
  std::vector<LooseComment> comments;
  std::vector<Unreadable> unreadable;
  std::vector<ImportRemark> remarks;

  void reject(std::size_t line, std::string_view field, std::string_view what);
  void remark(std::size_t line, std::string_view field, std::string_view what);
  // False, and the field is reported, where its source is over the limit.
  bool accept_text(std::string_view text, std::string_view field, std::size_t line,
                   const ImportLimits& limits);
};

// One file's text, decoded: UTF-8, NL line ends, no byte order mark.
struct SourceText {
  std::string file;  // as messages name it
  std::string text;
  ImportLimits limits;
};

// Each adds what has text, and nothing twice.
void add_field(Story& story, std::string_view name, std::string text);
void add_title(Story& story, std::string_view text);
void add_comment(Story& story, std::string text);  // "comment N"
void add_link(std::vector<StoryLink>& links, LinkKind kind, std::string_view target);
void add_tag(Story& story, std::string_view tag);

// Description and acceptance criteria. Where `criteria` is empty, a section of that name in the body takes
// its place.
void add_body(Story& story, std::vector<TextBlock> blocks, std::string criteria);

}  // namespace st
