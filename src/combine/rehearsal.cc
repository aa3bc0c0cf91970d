#include "combine/rehearsal.h"

#include "combine/realise.h"
#include "combine/remember.h"

namespace st::combine {
namespace {

constexpr std::size_t kCandidates = 400;

}  // namespace

std::vector<Move> built_in_moves(const TimedStory& timed, const Memory& memory,
                                 const StepContext& context) {
  const PreparedStory& story = timed.prepared;
  if (timed.aside.empty()) {
    return propose(story, context.stories, memory, memory.related_to(search_terms(story), kCandidates),
                   context.table);
  }
  std::vector<Move> moves;
  for (std::size_t i = 0; i < story.claims.size(); ++i)
    moves.push_back({EditKind::kSetAside, i, "", 0, timed.aside});
  return moves;
}

Rehearsal::Step Rehearsal::play(const TimedStory& timed, const std::vector<Ruling>& rulings) {
  Step step;
  step.moves = overrule(built_in_moves(timed, memory_, context_), rulings_now(rulings));
  step.edits = realise(timed.prepared, step.moves, context_.jobs);
  for (const Edit& edit : step.edits) {
    const bool states =
        edit.kind == EditKind::kAdd || edit.kind == EditKind::kRevise || edit.kind == EditKind::kMerge;
    if (states) statements_[{played_, claim_of(timed.prepared, edit)}] = edit.statement_id;
  }
  remember(timed.prepared, step.edits, memory_);
  ++played_;
  return step;
}

std::string Rehearsal::statement_of(ClaimPlace claim) const {
  const auto found = statements_.find(claim);
  return found == statements_.end() ? std::string() : found->second;
}

// The rulings on the story that is to be played, each with the statement that it touches. One whose
// statement has ended meanwhile has nothing to say.
std::vector<Ruling> Rehearsal::rulings_now(const std::vector<Ruling>& rulings) const {
  std::vector<Ruling> now;
  for (Ruling ruling : rulings) {
    if (ruling.claim.story != played_) continue;
    const bool free_standing = ruling.kind == RulingKind::kAdd || ruling.kind == RulingKind::kNothing;
    const bool within = ruling.partner && ruling.partner->story == played_;
    if (ruling.partner && !within) {
      ruling.statement_id = statement_of(*ruling.partner);
      ruling.partner.reset();
    }
    if (!free_standing && !within && !memory_.find(ruling.statement_id)) continue;
    now.push_back(std::move(ruling));
  }
  return now;
}

}  // namespace st::combine
