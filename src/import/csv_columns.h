#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "import/format.h"
#include "import/vocabulary.h"

namespace st {

// What a column of a table says about a story.
enum class ColumnRole {
  kNone,
  kId,
  kInternalId,
  kType,
  kTitle,  // also "Title 1", "Title 2", ... of Azure's tree queries
  kState,
  kResolution,
  kCreated,
  kClosed,
  kChanged,
  kArea,
  kTags,
  kDescription,
  kCriteria,
  kComment,
  kParent,
  kParentInternalId,
  kLink,
  kUrl,
  kAssignee,
};

struct Column {
  ColumnRole role = ColumnRole::kNone;
  LinkName link;        // where role is kLink
  int title_level = 0;  // "Title 2": 2
};

// The role of a header cell, in English or in the languages of Jira Server (German, French, Spanish,
// Portuguese).
Column column_of_header(std::string_view name);

std::vector<Column> columns_of_header(const std::vector<std::string>& header);

// Which table it is, by its header; nothing where it is no table of stories: that needs a title or a
// description and one more known column.
std::optional<SourceFormat> detect_csv(const std::vector<std::string>& header);

}  // namespace st
