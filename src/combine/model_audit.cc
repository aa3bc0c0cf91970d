#include "combine/model_audit.h"

#include <cmath>

#include "base/hash.h"
#include "combine/model_proposer.h"
#include "combine/remember.h"

namespace st::combine {
namespace {

constexpr std::size_t kNearby = 6;
constexpr std::size_t kCandidates = 400;
constexpr double kConfidence = 0.95;

// Probability of at most `hits` hits in `trials` trials.
double binomial_at_most(std::size_t hits, std::size_t trials, double p) {
  if (p <= 0.0) return 1.0;
  if (p >= 1.0) return hits >= trials ? 1.0 : 0.0;
  const auto n = static_cast<double>(trials);
  double sum = 0.0;
  for (std::size_t k = 0; k <= hits; ++k) {
    const auto x = static_cast<double>(k);
    const double log_ways = std::lgamma(n + 1) - std::lgamma(x + 1) - std::lgamma(n - x + 1);
    sum += std::exp(log_ways + x * std::log(p) + (n - x) * std::log1p(-p));
  }
  return sum;
}

// Asks about one claim and says whether a sound edit came.
Result<bool> is_missed(const LeftClaim& left, ModelProposer& proposer) {
  Memory memory(proposer.context().table);
  ContextLog log;
  std::vector<std::string> shown_ids;
  for (const Standing& standing : left.nearby) {
    shown_ids.push_back(standing.statement_id);
    memory.add(standing);
  }
  log.show(shown_ids, memory);
  ShownStory shown;
  shown.timed = left.timed;
  shown.moves = left.moves;
  shown.first_label = 1;
  shown.shown_claims = left.timed->prepared.claims.size();
  shown.gated = {{left.claim, shown_ids, true}};
  BatchScene scene{{}, {}, {}, {left.timed}, memory, proposer.context()};
  AnswerIds ids;
  const std::string label = claim_label(shown, left.claim);
  scene.claims[label] = {0, left.claim};
  scene.asked[{0, left.claim}] = true;
  ids.claims = ids.sources = {label};
  for (const std::string& id : shown_ids) {
    scene.statements[log.label_of(id)] = id;
    ids.targets.push_back(log.label_of(id));
  }
  const std::string lines = story_lines(shown, [&](const std::string& id) { return log.label_of(id); });
  ST_ASSIGN_OR_RETURN(const Completion said,
                      proposer.ask(batch_messages(log.text(), lines), answer_schema(ids), 64));
  for (const RawEdit& edit : read_answer(said.text).edits) {
    if (std::holds_alternative<Ruling>(check_edit(edit, scene))) return true;
  }
  return false;
}

}  // namespace

void AuditSample::offer(const TimedStory& timed, std::size_t claim, const std::vector<Move>& moves,
                        const Memory& memory, const StepContext& context) {
  ++population_;
  if (size_ == 0) return;
  const PreparedStory& story = timed.prepared;
  std::string key =
      Fingerprint().add_number(static_cast<std::int64_t>(seed_)).add(story.claims[claim].claim.id).hex();
  if (kept_.size() >= size_ && key >= kept_.rbegin()->first) return;
  LeftClaim left{&timed, claim, moves, {}};
  const std::vector<std::size_t> candidates = memory.related_to(search_terms(story), kCandidates);
  for (const Neighbour& near : neighbours(story, claim, memory, candidates, kNearby, context))
    left.nearby.push_back(memory.at(near.standing));
  kept_.emplace(std::move(key), std::move(left));
  if (kept_.size() > size_) kept_.erase(std::prev(kept_.end()));
}

std::vector<LeftClaim> AuditSample::claims() const {
  std::vector<LeftClaim> all;
  for (const auto& [key, claim] : kept_) all.push_back(claim);
  return all;
}

Result<GateAudit> audit_gate(const AuditSample& sample, ModelProposer& proposer) {
  GateAudit audit;
  audit.population = sample.population();
  for (const LeftClaim& left : sample.claims()) {
    ST_ASSIGN_OR_RETURN(const bool missed, is_missed(left, proposer));
    ++audit.sampled;
    audit.misses += missed;
  }
  if (audit.sampled > 0)
    audit.miss_rate = static_cast<double>(audit.misses) / static_cast<double>(audit.sampled);
  audit.upper_bound = clopper_pearson_upper(audit.misses, audit.sampled, kConfidence);
  return audit;
}

double clopper_pearson_upper(std::size_t hits, std::size_t trials, double confidence) {
  if (trials == 0 || hits >= trials) return 1.0;
  double low = 0.0;
  double high = 1.0;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (binomial_at_most(hits, trials, middle) > 1.0 - confidence ? low : high) = middle;
  }
  return high;
}

}  // namespace st::combine
