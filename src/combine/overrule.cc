#include <algorithm>
#include <map>
#include <set>

#include "combine/gate.h"
#include "combine/ruling.h"

namespace st::combine {
namespace {

bool ends_or_rewords(EditKind kind) {
  return kind == EditKind::kRevise || kind == EditKind::kRetire;
}

Move move_of(const Ruling& ruling) {
  Move move;
  move.claim = ruling.claim.claim;
  move.statement_id = ruling.statement_id;
  move.text = ruling.text;
  move.rests_on = ruling.rests_on;
  switch (ruling.kind) {
    case RulingKind::kAdd:
      move.kind = EditKind::kAdd;
      move.statement_id.clear();
      break;
    case RulingKind::kException:
      move.kind = EditKind::kAdd;
      move.reason = "exception to " + ruling.statement_id;
      move.statement_id.clear();
      break;
    case RulingKind::kRevise:
      move.kind = EditKind::kRevise;
      move.reason = "superseded";
      break;
    case RulingKind::kMerge:
      move.kind = EditKind::kMerge;
      move.reason = "repeated";
      if (ruling.partner) move.merges_with = ruling.partner->claim;
      break;
    case RulingKind::kRetire:
      move.kind = EditKind::kRetire;
      move.reason = "retired";
      break;
    case RulingKind::kNothing:
      move.kind = EditKind::kSetAside;
      move.reason = kNoRequirement;
      move.statement_id.clear();
      break;
  }
  return move;
}

// The moves of the rulings, one that places each claim at most, and what they end or reword.
struct Ruled {
  std::vector<Move> moves;
  std::set<std::size_t> claims;
  std::map<std::string, EditKind> touched;
};

Ruled moves_of(const std::vector<Ruling>& rulings) {
  Ruled ruled;
  std::set<std::size_t> placed;
  for (const Ruling& ruling : rulings) {
    Move move = move_of(ruling);
    if (places_claim(ruling.kind) && !placed.insert(move.claim).second) continue;
    if (ends_or_rewords(move.kind) && !ruled.touched.emplace(move.statement_id, move.kind).second) continue;
    ruled.claims.insert(move.claim);
    ruled.moves.push_back(std::move(move));
  }
  return ruled;
}

// What is left of the built-in moves beside the rulings.
void keep(const std::vector<Move>& moves, const Ruled& ruled, std::vector<Move>& kept) {
  for (const Move& move : moves) {
    if (ruled.claims.contains(move.claim)) continue;
    const auto touched = ruled.touched.find(move.statement_id);
    const bool clashes = touched != ruled.touched.end() &&
                         (ends_or_rewords(move.kind) ||
                          (move.kind == EditKind::kMerge && touched->second == EditKind::kRetire));
    if (!clashes) kept.push_back(move);
  }
}

// A merge into a statement that another claim of the story ends.
void drop_merges_into_ended(std::vector<Move>& moves) {
  std::set<std::string> ended;
  for (const Move& move : moves) {
    if (move.kind == EditKind::kRetire) ended.insert(move.statement_id);
  }
  std::erase_if(moves, [&](const Move& move) {
    return move.kind == EditKind::kMerge && ended.contains(move.statement_id);
  });
}

// Merges into a claim that in the end makes no statement become additions, and so do claims without a move.
void settle_orphans(std::vector<Move>& moves, const std::set<std::size_t>& claims) {
  std::set<std::size_t> placed;
  std::set<std::size_t> stating;
  for (const Move& move : moves) {
    placed.insert(move.claim);
    const bool joins_within = move.kind == EditKind::kMerge && move.statement_id.empty();
    const bool states =
        move.kind == EditKind::kAdd || move.kind == EditKind::kRevise || move.kind == EditKind::kMerge;
    if (states && !joins_within) stating.insert(move.claim);
  }
  for (Move& move : moves) {
    const bool joins_within = move.kind == EditKind::kMerge && move.statement_id.empty();
    if (!joins_within || stating.contains(move.merges_with)) continue;
    move.kind = EditKind::kAdd;
    move.reason.clear();
  }
  for (const std::size_t claim : claims) {
    if (!placed.contains(claim)) moves.push_back({EditKind::kAdd, claim, "", 0, ""});
  }
}

}  // namespace

std::vector<Move> overrule(std::vector<Move> moves, const std::vector<Ruling>& rulings) {
  if (rulings.empty()) return moves;
  std::set<std::size_t> claims;
  for (const Move& move : moves) claims.insert(move.claim);
  Ruled ruled = moves_of(rulings);
  std::vector<Move> result = std::move(ruled.moves);
  keep(moves, ruled, result);
  drop_merges_into_ended(result);
  settle_orphans(result, claims);
  std::stable_sort(result.begin(), result.end(),
                   [](const Move& a, const Move& b) { return a.claim < b.claim; });
  return result;
}

}  // namespace st::combine
