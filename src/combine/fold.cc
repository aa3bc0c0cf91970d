#include "combine/fold.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "ledger/basis_hash.h"

namespace st::combine {
namespace {

StatementVersion version_of(const Statement& statement, const std::string& until,
                            const std::string& reason) {
  return {statement.text, statement.evidence.items(), statement.since, until, reason};
}

TimelineEntry timeline_of(const Statement& statement, const std::string& until) {
  return {statement.id, "", statement.text, statement.since, until};
}

}  // namespace

void Fold::apply(const EditBatch& batch) {
  for (const Edit& edit : batch.edits) apply_edit(edit, batch.day);
  // A claim whose only work was to take something back has its place with what it took back.
  for (const Claim& claim : batch.claims) claims_.try_emplace(claim.id, ClaimPlace::kRetired);
}

bool Fold::accepts(const EditBatch& batch) const {
  std::set<std::string> claims;
  std::set<std::string> founded;
  for (const Claim& claim : batch.claims) claims.insert(claim.id);
  for (const Edit& edit : batch.edits) {
    if (!claims.contains(edit.claim_id)) return false;
    const bool known = by_id_.contains(edit.statement_id) || founded.contains(edit.statement_id);
    const bool founds = edit.kind == EditKind::kAdd || edit.kind == EditKind::kReview;
    if (founds && (known || edit.evidence.empty())) return false;
    if (founds) founded.insert(edit.statement_id);
    if (!founds && edit.kind != EditKind::kSetAside && !known) return false;
    if (edit.kind == EditKind::kRevise && edit.evidence.empty()) return false;
  }
  return true;
}

void Fold::apply_edit(const Edit& edit, const std::string& day) {
  switch (edit.kind) {
    case EditKind::kAdd:
      add(edit, day, StatementLife::Place::kInForce);
      return place(edit.claim_id, ClaimPlace::kInForce);
    case EditKind::kReview:
      add(edit, day, StatementLife::Place::kNeedsReview);
      return place(edit.claim_id, ClaimPlace::kNeedsReview);
    case EditKind::kRevise:
      return revise(edit, day);
    case EditKind::kRetire:
      return retire(edit, day);
    case EditKind::kMerge:
      for (const Evidence& evidence : edit.evidence) at(edit.statement_id).statement.evidence.add(evidence);
      return place(edit.claim_id, ClaimPlace::kDuplicate);
    case EditKind::kSetAside:
      set_aside_.push_back({edit.evidence.empty() ? "" : edit.evidence.front().span.story_id, edit.reason,
                            edit.evidence.empty() ? "" : edit.evidence.front().quote});
      return place(edit.claim_id, ClaimPlace::kSetAside);
  }
}

void Fold::place(const std::string& claim_id, ClaimPlace where) {
  claims_[claim_id] = where;
}

StatementLife& Fold::at(const std::string& statement_id) {
  const auto found = by_id_.find(statement_id);
  ST_CHECK_MSG(found != by_id_.end(), statement_id);
  return lives_[found->second];
}

const StatementLife* Fold::find(const std::string& statement_id) const {
  const auto found = by_id_.find(statement_id);
  return found == by_id_.end() ? nullptr : &lives_[found->second];
}

void Fold::add(const Edit& edit, const std::string& day, StatementLife::Place where) {
  std::optional<EvidenceList> evidence = EvidenceList::from(edit.evidence);
  ST_CHECK_MSG(evidence.has_value(), edit.claim_id);
  Statement statement{edit.statement_id, edit.text, edit.mode, edit.support, day, *std::move(evidence), {}};
  StatementLife life{std::move(statement), edit.topic, edit.claim_id, where, "", std::nullopt, "", {}};
  if (where == StatementLife::Place::kNeedsReview) life.why = edit.reason;
  const bool added = by_id_.emplace(edit.statement_id, lives_.size()).second;
  ST_CHECK_MSG(added, edit.statement_id);
  lives_.push_back(std::move(life));
}

void Fold::revise(const Edit& edit, const std::string& day) {
  StatementLife& life = at(edit.statement_id);
  std::optional<EvidenceList> evidence = EvidenceList::from(edit.evidence);
  ST_CHECK_MSG(evidence.has_value(), edit.claim_id);
  life.past.push_back(timeline_of(life.statement, day));
  life.statement.history.insert(life.statement.history.begin(),
                                version_of(life.statement, day, "superseded"));
  place(life.claim_id, ClaimPlace::kSuperseded);
  life.statement.text = edit.text;
  life.statement.mode = edit.mode;
  life.statement.support = edit.support;
  life.statement.since = day;
  life.statement.evidence = *std::move(evidence);
  life.claim_id = edit.claim_id;
  place(edit.claim_id, ClaimPlace::kInForce);
}

void Fold::retire(const Edit& edit, const std::string& day) {
  StatementLife& life = at(edit.statement_id);
  const bool superseded = edit.reason == "superseded";
  life.place = superseded ? StatementLife::Place::kSuperseded : StatementLife::Place::kRetired;
  life.ended = day;
  if (!edit.evidence.empty()) life.ended_by = edit.evidence.front();
  life.past.push_back(timeline_of(life.statement, day));
  place(life.claim_id, superseded ? ClaimPlace::kSuperseded : ClaimPlace::kRetired);
}

void Fold::decide(const std::vector<Decision>& decisions) {
  for (const Decision& decision : decisions) {
    const auto found = by_id_.find(decision.statement_id);
    if (found == by_id_.end()) continue;
    StatementLife& life = lives_[found->second];
    const bool standing =
        life.place == StatementLife::Place::kInForce || life.place == StatementLife::Place::kNeedsReview;
    if (!standing) continue;
    if (!decision.basis_hash.empty() &&
        decision.basis_hash != basis_hash(life.statement.evidence.items())) {
      life.place = StatementLife::Place::kNeedsReview;
      life.why = "what it rests on has changed since a person decided about it";
      place(life.claim_id, ClaimPlace::kNeedsReview);
      continue;
    }
    if (decision.kind == DecisionKind::kReject) {
      life.place = StatementLife::Place::kRetired;
      place(life.claim_id, ClaimPlace::kRetired);
      continue;
    }
    life.place = StatementLife::Place::kInForce;
    place(life.claim_id, ClaimPlace::kInForce);
    if (decision.kind == DecisionKind::kReword && decision.text != life.statement.text) {
      life.statement.history.insert(life.statement.history.begin(),
                                    version_of(life.statement, life.statement.since, "reworded"));
      life.statement.text = decision.text;
      life.statement.mode = StatementMode::kParaphrase;
    }
  }
}

Accounting Fold::accounting() const {
  Accounting accounting;
  accounting.statements = claims_.size();
  for (const auto& [claim, where] : claims_) {
    switch (where) {
      case ClaimPlace::kInForce:
        ++accounting.in_force;
        break;
      case ClaimPlace::kDuplicate:
        ++accounting.duplicate;
        break;
      case ClaimPlace::kSuperseded:
        ++accounting.superseded;
        break;
      case ClaimPlace::kRetired:
        ++accounting.retired;
        break;
      case ClaimPlace::kSetAside:
        ++accounting.set_aside;
        break;
      case ClaimPlace::kNeedsReview:
        ++accounting.needs_review;
        break;
    }
  }
  return accounting;
}

}  // namespace st::combine
