#pragma once

#include <string>
#include <vector>

#include "story/document.h"

namespace st {

// What one claim does to the document. The document is never written anew: it is the fold of all edits in
// order.
enum class EditKind {
  kAdd,       // a new statement, in the claim's words
  kRevise,    // the statement takes this wording; the old one goes into its history
  kMerge,     // the claim says what the statement says: it joins the evidence, the wording stands
  kRetire,    // the statement ends on `day`; with a successor it was superseded, without one it was taken
              // back
  kSetAside,  // the claim makes no statement; `reason` is one of the contract's
  kReview,    // a person must decide; `reason` says why
};

struct Edit {
  EditKind kind = EditKind::kAdd;
  std::string claim_id;      // the claim that does it
  std::string statement_id;  // the statement that is made or touched; empty for kSetAside
  std::string text;          // kAdd, kRevise, kReview: the wording
  StatementMode mode = StatementMode::kVerbatim;
  double support = 0.0;  // the guard's score of `text` against `evidence`
  std::vector<Evidence>
      evidence;              // kAdd, kRevise, kMerge, kRetire, kReview: what it rests on, never empty there
  std::string successor_id;  // kRetire: the statement that took its place; may be empty
  std::string topic;         // kAdd: what the outline groups by, e.g. the story's area
  std::string reason;

  friend bool operator==(const Edit&, const Edit&) = default;
};

// The edits of one step of the fold, written in one transaction. Batches are ordered; `day` never falls
// from one batch to the next, save that unknown days (empty) come first.
struct EditBatch {
  std::string
      input_hash;   // fingerprint of all that the edits were made from; equal inputs give equal edits
  std::string day;  // when its stories came true: the valid time
  std::vector<Claim> claims;
  std::vector<Edit> edits;
};

// What a person decided about one statement. Decisions outlive re-runs.
enum class DecisionKind { kAccept, kReject, kReword };

struct Decision {
  std::string statement_id;
  DecisionKind kind = DecisionKind::kAccept;
  std::string text;  // kReword: the person's wording
  std::string
      basis_hash;    // fingerprint of the evidence that the person saw; another basis makes it suspect
  std::string note;  // free text; may be empty
};

}  // namespace st
