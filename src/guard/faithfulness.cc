#include "guard/faithfulness.h"

#include <algorithm>

namespace st {
namespace {

// So many passages are looked at alone, so many of the nearest together.
constexpr std::size_t kLookedAt = 8;
constexpr std::size_t kMostTogether = 3;

std::vector<std::string> texts_of(const std::vector<SourcePassage>& passages) {
  std::vector<std::string> texts;
  for (const SourcePassage& passage : passages) texts.push_back(passage.text);
  return texts;
}

}  // namespace

FaithfulnessChecker::FaithfulnessChecker(std::vector<SourcePassage> passages)
    : passages_(std::move(passages)), index_(texts_of(passages_)) {
  for (std::size_t i = 0; i < passages_.size(); ++i) by_source_[passages_[i].source].push_back(i);
}

// The first single passage that supports the claim, best score first; else the nearest two, then three, in
// the order of the sources; else the single one that comes nearest to supporting it.
Verdict FaithfulnessChecker::best_of(const std::string& claim, const std::vector<PassageIndex::Hit>& hits,
                                     std::vector<std::size_t>& rests_on) const {
  Verdict best{false, 0.0, {"no source speaks of it"}};
  rests_on.clear();
  const auto consider = [&](std::vector<std::size_t> together) {
    std::sort(together.begin(), together.end());
    std::vector<std::string> evidence;
    for (const std::size_t passage : together) evidence.push_back(passages_[passage].text);
    Verdict verdict = guard_.check(claim, evidence);
    if (!rests_on.empty() && verdict.score <= best.score) return;
    best = std::move(verdict);
    rests_on = std::move(together);
  };
  for (const PassageIndex::Hit& hit : hits) consider({hit.passage});
  for (std::size_t n = 2; n <= std::min(kMostTogether, hits.size()) && !best.supported; ++n) {
    std::vector<std::size_t> together;
    for (std::size_t i = 0; i < n; ++i) together.push_back(hits[i].passage);
    consider(std::move(together));
  }
  return best;
}

bool FaithfulnessChecker::supports(const std::string& claim,
                                   const std::vector<std::string>& sources) const {
  std::vector<std::size_t> among;
  for (const std::string& source : sources) {
    const auto found = by_source_.find(source);
    if (found != by_source_.end()) among.insert(among.end(), found->second.begin(), found->second.end());
  }
  std::sort(among.begin(), among.end());
  among.erase(std::unique(among.begin(), among.end()), among.end());
  std::vector<std::size_t> rests_on;
  return best_of(claim, index_.nearest(claim, kLookedAt, &among), rests_on).supported;
}

ClaimFaithfulness FaithfulnessChecker::check(const CitedClaim& claim) const {
  ClaimFaithfulness found;
  std::vector<std::size_t> rests_on;
  found.verdict = best_of(claim.text, index_.nearest(claim.text, kLookedAt), rests_on);
  for (const std::size_t passage : rests_on) {
    const std::string& source = passages_[passage].source;
    if (std::find(found.sources.begin(), found.sources.end(), source) == found.sources.end())
      found.sources.push_back(source);
  }
  found.supported_by_cited = supports(claim.text, claim.cited);
  for (std::size_t i = 0; i < claim.cited.size(); ++i) {
    bool good = supports(claim.text, {claim.cited[i]});
    if (!good && found.supported_by_cited) {
      std::vector<std::string> others = claim.cited;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
      good = !supports(claim.text, others);
    }
    found.citation_good.push_back(good);
  }
  // What the citations support is supported, also where the nearest passages of all sources don't show it.
  if (found.supported_by_cited && !found.verdict.supported) {
    found.verdict = {true, kSupportThreshold, {}};
    found.sources = claim.cited;
  }
  return found;
}

FaithfulnessScore score_faithfulness(const std::vector<ClaimFaithfulness>& claims) {
  FaithfulnessScore score;
  for (const ClaimFaithfulness& claim : claims) {
    ++score.claims;
    score.supported += claim.verdict.supported ? 1 : 0;
    score.recalled += claim.supported_by_cited ? 1 : 0;
    score.citations += claim.citation_good.size();
    score.good_citations +=
        static_cast<std::size_t>(std::count(claim.citation_good.begin(), claim.citation_good.end(), true));
  }
  return score;
}

}  // namespace st
