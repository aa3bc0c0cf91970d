#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "story/document.h"
#include "story/story.h"

namespace st {

// Evidence as the page's script needs it: a number per quote, and its place in the embedded stories in
// UTF-16 units, because that is what a JavaScript string counts in. The stories must outlive the table.
class EvidenceTable {
 public:
  EvidenceTable(const Document& document, std::span<const Story> stories);

  // The number of `evidence`, which is the document's.
  std::size_t number_of(const Evidence& evidence) const;

  // The story's place among the stories; nothing where it is not in the backlog.
  std::optional<std::size_t> story_number(std::string_view story_id) const;
  std::string_view title_of(std::string_view story_id) const;  // empty where there is none

  // JSON: [story, field, start, end] each, or ["story id", "field name", "quote"] where the quote does not
  // stand at its span in the stories at hand.
  std::string to_json() const;

 private:
  struct Place {
    std::size_t story = 0;
    std::size_t field = 0;
    std::size_t start_units = 0;
    std::size_t end_units = 0;
  };
  struct Entry {
    Evidence evidence;
    std::optional<Place> place;
  };
  void add(const Evidence& evidence);
  std::optional<Place> place_of(const Evidence& evidence) const;

  std::span<const Story> stories_;
  std::map<std::string_view, std::size_t> story_numbers_;
  std::map<std::pair<TextSpan, std::string>, std::size_t> numbers_;
  std::vector<Entry> entries_;
};

// JSON: [id, type, state, created, closed, area, [[field name, text], ...]] each, in the order of
// `stories`.
std::string stories_json(std::span<const Story> stories);

}  // namespace st
