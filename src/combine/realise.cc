#include "combine/realise.h"

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/unicode.h"
#include "combine/wording.h"
#include "guard/guard.h"

namespace st::combine {
namespace {

Evidence evidence_of(const SegmentedClaim& claim) {
  return {claim.claim.span, claim.claim.quote};
}

bool has_scenarios(const PreparedStory& story) {
  return std::any_of(story.claims.begin(), story.claims.end(),
                     [](const SegmentedClaim& c) { return c.kind == ClaimKind::kScenario; });
}

// From the claim's story, words and, where a story says the same twice, its turn: the same in every run.
std::string statement_id(const PreparedStory& story, std::size_t claim) {
  const std::string& quote = story.claims[claim].claim.quote;
  std::int64_t turn = 0;
  for (std::size_t i = 0; i < claim; ++i) turn += story.claims[i].claim.quote == quote;
  return "S-" + Fingerprint().add(story.story->id).add(quote).add_number(turn).hex().substr(0, 12);
}

Verdict verdict_on(const std::string& text, const std::vector<Evidence>& evidence) {
  std::vector<std::string> passages;
  for (const Evidence& item : evidence) passages.push_back(item.quote);
  return Guard().check(text, passages);
}

bool put_in(std::vector<Evidence> evidence, const Wording& wording, Edit& edit) {
  edit.evidence = std::move(evidence);
  edit.text = wording.text;
  edit.mode = wording.mode;
  const Verdict verdict = verdict_on(edit.text, edit.evidence);
  edit.support = verdict.score;
  if (!verdict.supported)
    edit.reason = verdict.reasons.empty() ? "its evidence does not support it" : verdict.reasons.front();
  return verdict.supported;
}

// A wording that came with the move, in the claim's words and those it names beside.
bool put_in_given(const SegmentedClaim& claim, const Move& move, Edit& edit) {
  if (move.text.empty()) return false;
  std::vector<Evidence> evidence = {evidence_of(claim)};
  evidence.insert(evidence.end(), move.rests_on.begin(), move.rests_on.end());
  const bool own_words = move.text == verbatim(claim).text;
  return put_in(std::move(evidence),
                {move.text, own_words ? StatementMode::kVerbatim : StatementMode::kParaphrase}, edit);
}

// The edit in the best wording that its evidence supports: the one that was given, else by the rules, else
// in the claim's own words. What even these can't support ("the old fee was 15 pounds") goes to a person; a
// revision leaves the old statement standing.
void word(const PreparedStory& story, const Move& move, Edit& edit) {
  const SegmentedClaim& claim = story.claims[move.claim];
  const auto supported = [&] {
    if (put_in_given(claim, move, edit)) return true;
    return put_in({evidence_of(claim)}, word_claim(claim), edit) ||
           put_in({evidence_of(claim)}, verbatim(claim), edit);
  };
  if (supported()) {
    edit.reason = move.reason;
    return;
  }
  if (edit.kind == EditKind::kRevise) edit.statement_id = statement_id(story, move.claim);
  edit.kind = EditKind::kReview;
}

// What the outline groups by: the area, else whom the story speaks of.
std::string topic_of(const PreparedStory& story) {
  if (!story.reading.area.empty()) return story.reading.area;
  for (const SegmentedClaim& claim : story.claims) {
    if (claim.kind != ClaimKind::kWant) continue;
    if (std::optional<std::string> subject = user_story_subject(one_line(claim.claim.quote)))
      return *std::move(subject);
  }
  return "";
}

// The statement that each claim founds, revises or joins; empty where it does none of these.
std::vector<std::string> statements_of(const PreparedStory& story, const std::vector<Move>& moves) {
  std::vector<std::string> ids(story.claims.size());
  for (const Move& move : moves) {
    if (move.kind == EditKind::kAdd) ids[move.claim] = statement_id(story, move.claim);
    const bool touches = move.kind == EditKind::kRevise || move.kind == EditKind::kMerge;
    if (touches && !move.statement_id.empty()) ids[move.claim] = move.statement_id;
  }
  return ids;
}

Edit edit_of(const PreparedStory& story, const Move& move, const std::vector<std::string>& statement_of) {
  Edit edit;
  edit.kind = move.kind;
  edit.claim_id = story.claims[move.claim].claim.id;
  edit.statement_id = move.statement_id;
  edit.reason = move.reason;
  edit.evidence = {evidence_of(story.claims[move.claim])};
  if (move.kind == EditKind::kAdd) {
    edit.statement_id = statement_of[move.claim];
    edit.topic = topic_of(story);
  }
  if (move.kind == EditKind::kAdd || move.kind == EditKind::kRevise) word(story, move, edit);
  if (move.kind == EditKind::kMerge && move.statement_id.empty()) {
    edit.statement_id = statement_of[move.merges_with];
    ST_CHECK_MSG(!edit.statement_id.empty(), edit.claim_id);
  }
  return edit;
}

}  // namespace

std::vector<Edit> realise(const PreparedStory& story, const std::vector<Move>& moves, std::size_t jobs) {
  const std::vector<std::string> statement_of = statements_of(story, moves);
  std::vector<Edit> edits(moves.size());
  parallel_for(moves.size(), jobs == 0 ? default_job_count() : jobs,
               [&](std::size_t i) { edits[i] = edit_of(story, moves[i], statement_of); });
  // Joining comes last: the statement that is joined may be founded by a later claim.
  std::stable_partition(edits.begin(), edits.end(),
                        [](const Edit& edit) { return edit.kind != EditKind::kMerge; });
  return edits;
}

std::set<std::string> headings_of(const PreparedStory& story) {
  std::set<std::string> headings;
  for (std::size_t i = 0; i < story.claims.size(); ++i) {
    if (story.claims[i].kind == ClaimKind::kScenario) headings.insert(to_lower(story.claims[i].heading));
    headings.insert(story.readings[i].quoted_names.begin(), story.readings[i].quoted_names.end());
  }
  return headings;
}

std::string feature_heading(const PreparedStory& story, const SegmentedClaim& claim) {
  return has_scenarios(story) ? to_lower(claim.heading) : std::string();
}

}  // namespace st::combine
