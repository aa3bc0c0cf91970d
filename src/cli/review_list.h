#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/ledger.h"

namespace st::cli {

enum class ReviewStatus {
  kOpen,     // nobody decided
  kSuspect,  // decided, but the evidence is no longer what was seen then
  kDecided,  // decided; the next combine applies it
};

struct ReviewEntry {
  RecordedStatement statement;
  std::string why;
  ReviewStatus status = ReviewStatus::kOpen;
  std::optional<Decision> decision;
};

// What the last finished run put before a person, and the statements in force whose decision has become
// suspect.
struct ReviewList {
  std::vector<ReviewEntry> entries;

  std::size_t count(ReviewStatus status) const;
  bool needs_a_person() const { return count(ReviewStatus::kOpen) + count(ReviewStatus::kSuspect) > 0; }
};

Result<ReviewList> make_review_list(const Ledger& ledger);

// For people; ends in a newline.
std::string review_text(const ReviewList& list);

// {"items": [{"id", "status", "text", "why", "evidence", "decision"}]}, one line.
std::string review_json(const ReviewList& list);

// "accept", "reject", "reword".
std::string word_for(DecisionKind kind);

}  // namespace st::cli
