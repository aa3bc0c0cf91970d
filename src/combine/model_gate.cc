#include "combine/model_gate.h"

#include <algorithm>

#include "combine/remember.h"

namespace st::combine {
namespace {

constexpr std::size_t kCandidates = 400;
constexpr std::size_t kNearby = 6;   // statements that are shown for one claim
constexpr double kNear = 0.20;       // nearer than that, a statement may be what the claim speaks of
constexpr double kPlainRule = 0.60;  // Reading::requirement
constexpr double kPlainBackground = -0.75;

bool is_feature_file(const PreparedStory& story) {
  return std::any_of(story.claims.begin(), story.claims.end(),
                     [](const SegmentedClaim& c) { return c.kind == ClaimKind::kScenario; });
}

// Whether the built-in proposer does more with the claim than to add it or to set it aside.
bool touches(const std::vector<Move>& moves, std::size_t claim) {
  return std::any_of(moves.begin(), moves.end(), [&](const Move& move) {
    return move.claim == claim && move.kind != EditKind::kAdd && move.kind != EditKind::kSetAside;
  });
}

bool plain(double requirement) {
  return requirement >= kPlainRule || requirement < kPlainBackground;
}

}  // namespace

std::vector<GatedClaim> gate_claims(const TimedStory& timed, const std::vector<Move>& moves,
                                    const Memory& memory, const StepContext& context) {
  const PreparedStory& story = timed.prepared;
  std::vector<GatedClaim> gated;
  if (!timed.aside.empty() || is_feature_file(story)) return gated;
  const std::vector<std::size_t> candidates = memory.related_to(search_terms(story), kCandidates);
  for (std::size_t i = 0; i < story.claims.size(); ++i) {
    GatedClaim claim;
    claim.claim = i;
    const std::vector<Neighbour> near = neighbours(story, i, memory, candidates, kNearby, context);
    for (const Neighbour& n : near) {
      if (n.nearness >= kNear) claim.nearby.push_back(memory.at(n.standing).statement_id);
    }
    const double requirement = story.readings[i].requirement;
    claim.asked = requirement >= kPlainBackground &&
                  (touches(moves, i) || !claim.nearby.empty() || !plain(requirement));
    gated.push_back(std::move(claim));
  }
  return gated;
}

}  // namespace st::combine
