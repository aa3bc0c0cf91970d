#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "story/document.h"
#include "story/edit.h"

namespace st::combine {

// A statement's whole life in the fold.
struct StatementLife {
  enum class Place { kInForce, kRetired, kSuperseded, kNeedsReview };

  Statement statement;
  std::string topic;
  std::string claim_id;  // the claim that it rests on now
  Place place = Place::kInForce;
  std::string ended;  // the day; empty while in force
  std::optional<Evidence> ended_by;
  std::string why;  // kNeedsReview
  std::vector<TimelineEntry>
      past;  // wordings that stood before, oldest first; sections filled in by the outline
};

// The document as the fold of edits: pure, no reading of language, so that any day and any run can be
// folded again. Batches must come in order. Thread rule: one thread.
class Fold {
 public:
  void apply(const EditBatch& batch);

  // Whether the batch can be applied: its edits name claims of the batch and statements that exist, and
  // found new ones. What this program recorded always can; a file from elsewhere may hold anything.
  bool accepts(const EditBatch& batch) const;

  // In the order in which they were founded.
  const std::vector<StatementLife>& lives() const { return lives_; }
  const StatementLife* find(const std::string& statement_id) const;

  const std::vector<SetAside>& set_aside() const { return set_aside_; }

  // A person's word goes last: accepted and reworded statements come into force, rejected ones end. Where
  // the evidence is no longer what the person saw, the statement goes before the person again.
  void decide(const std::vector<Decision>& decisions);

  // Where every claim that was applied ended. Always adds up.
  Accounting accounting() const;

 private:
  enum class ClaimPlace { kInForce, kDuplicate, kSuperseded, kRetired, kSetAside, kNeedsReview };

  void apply_edit(const Edit& edit, const std::string& day);
  void add(const Edit& edit, const std::string& day, StatementLife::Place place);
  void revise(const Edit& edit, const std::string& day);
  void retire(const Edit& edit, const std::string& day);
  StatementLife& at(const std::string& statement_id);
  void place(const std::string& claim_id, ClaimPlace where);

  std::vector<StatementLife> lives_;
  std::map<std::string, std::size_t> by_id_;
  std::map<std::string, ClaimPlace> claims_;
  std::vector<SetAside> set_aside_;
};

}  // namespace st::combine
