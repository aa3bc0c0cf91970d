#pragma once

#include <span>

#include "ledger/database.h"
#include "story/document.h"

namespace st::ledger {

// Columns story_id, field, start_byte, end_byte, quote, from `first` on.
inline Evidence read_evidence(const Query& row, int first) {
  Evidence item;
  item.span.story_id = row.text(first);
  item.span.field = row.text(first + 1);
  item.span.start = static_cast<std::size_t>(row.integer(first + 2));
  item.span.end = static_cast<std::size_t>(row.integer(first + 3));
  item.quote = row.text(first + 4);
  return item;
}

// `insert` takes owner, position and the five columns above.
inline Status insert_evidence(Query& insert, std::int64_t owner, std::span<const Evidence> items) {
  std::int64_t position = 0;
  for (const Evidence& item : items) {
    const auto start = static_cast<std::int64_t>(item.span.start);
    const auto end = static_cast<std::int64_t>(item.span.end);
    insert.with(owner, position++, item.span.story_id, item.span.field, start, end, item.quote);
    ST_RETURN_IF_ERROR(insert.run());
  }
  return {};
}

}  // namespace st::ledger
