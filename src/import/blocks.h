#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace st {

// What every markup is reduced to before it becomes a field's plain text.
enum class BlockKind {
  kParagraph,
  kHeading,
  kItem,  // a list item, a further paragraph of one, or a table's row: a line of its own
};

struct TextBlock {
  BlockKind kind = BlockKind::kParagraph;
  int level = 0;     // a heading's: 1 to 6
  std::string text;  // no markup; may hold NL where the author broke the line
};

// The plain text of story.h: blocks parted by an empty line, neighbouring items by NL.
std::string render_blocks(const std::vector<TextBlock>& blocks);

// A story's body in its two fields.
struct StoryBody {
  std::string description;
  std::string acceptance_criteria;
};

// Moves what stands under an "Acceptance criteria" heading (or a line of its own that says so) to the field
// of that name. Under a heading: all up to the next heading of its level or a higher one. Under a line: the
// list that follows, or else all up to the next heading. English, German, French, Spanish, Italian,
// Portuguese, Dutch.
StoryBody split_acceptance_criteria(std::vector<TextBlock> blocks);

// Joins the lines of a paragraph that was wrapped by a mail program or an editor, so that a sentence is not
// cut: a line break is taken as such a wrap where the next word would not have fitted (lines of 50 to 110
// characters), unless a sentence ends there. Breaks that the author set stay. Each joined break becomes one
// space: the size stays the same.
std::string join_wrapped_lines(std::string_view paragraph);

}  // namespace st
