#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace st {

// Where a work item stands. The tracker's own word is kept in Story::state_text.
enum class StoryState {
  kDone,     // delivered: Done, Closed, Resolved, completed
  kOpen,     // not delivered yet: New, Active, To Do, In Progress, reopened
  kRemoved,  // will not be: Removed, Rejected, Won't Do, not planned, closed as duplicate without delivery
  kUnknown,  // the source has no state (plain text): taken as delivered, in the order of the file
};

enum class LinkKind { kDuplicates, kSupersedes, kRelates, kParent };

struct StoryLink {
  LinkKind kind = LinkKind::kRelates;
  std::string target;  // a story id; may name a story that is not in the backlog

  friend bool operator==(const StoryLink&, const StoryLink&) = default;
};

// One field's plain text: what spans and quotes refer to. UTF-8, NL line ends, no markup. Paragraphs are
// parted by an empty line; a list item stands on a line of its own with no bullet.
struct StoryField {
  std::string name;  // "title", "description", "acceptance_criteria", "comment 1", ...
  std::string text;

  friend bool operator==(const StoryField&, const StoryField&) = default;
};

// Where a story was read: file and line (1-based; the record's first line), for messages.
struct StorySource {
  std::string file;
  std::size_t line = 0;
};

// One work item, as imported. Immutable afterwards. Dates are ISO 8601 days "2023-05-02"; empty: not known.
struct Story {
  std::string id;
  std::string type;  // "User Story", "Bug", "Task", "Spike", "Epic" or the tracker's own word
  StoryState state = StoryState::kUnknown;
  std::string state_text;
  std::string created;
  std::string closed;
  std::string area;  // the product area or component; a path's own separators become '/'
  std::vector<std::string> tags;
  std::vector<StoryField> fields;  // "title" first; no empty fields
  std::vector<StoryLink> links;
  StorySource source;
  std::size_t order = 0;  // position in the input, 0-based: the last resort where dates are equal or absent

  // The text of the field; empty where the story has no such field.
  std::string_view field(std::string_view name) const;
  std::string_view title() const { return field("title"); }

  // SHA-256 over all that a reader sees: id, type, state, dates, area, tags, fields, links. Not over source
  // or order.
  std::string content_hash() const;
};

// A byte range of one field's text of one story.
struct TextSpan {
  std::string story_id;
  std::string field;
  std::size_t start = 0;  // bytes, UTF-8
  std::size_t end = 0;    // one past the last byte

  friend bool operator==(const TextSpan&, const TextSpan&) = default;
  friend auto operator<=>(const TextSpan&, const TextSpan&) = default;
};

}  // namespace st
