#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "base/result.h"
#include "combine/model_gate.h"
#include "combine/model_options.h"

namespace st::combine {

class ModelProposer;

// A claim that was left to the built-in proposer, with what stood near it then.
struct LeftClaim {
  const TimedStory* timed = nullptr;
  std::size_t claim = 0;
  std::vector<Move> moves;       // of the claim's story
  std::vector<Standing> nearby;  // the nearest statements, near or not
};

// A uniform sample without replacement of all claims that are offered, by a hash of each claim's id and the
// seed: the same claims in every run, in whatever batches they came.
class AuditSample {
 public:
  AuditSample(std::size_t size, std::uint64_t seed) : size_(size), seed_(seed) {}

  void offer(const TimedStory& timed, std::size_t claim, const std::vector<Move>& moves,
             const Memory& memory, const StepContext& context);

  std::size_t population() const { return population_; }
  std::vector<LeftClaim> claims() const;

 private:
  std::size_t size_;
  std::uint64_t seed_;
  std::size_t population_ = 0;
  std::map<std::string, LeftClaim> kept_;  // by hash, the smallest `size_`
};

// Puts each claim of the sample to the model by itself. A miss is a claim for which an edit came that
// passes the checks. The document is not touched.
Result<GateAudit> audit_gate(const AuditSample& sample, ModelProposer& proposer);

// The upper end of the exact one-sided confidence interval of a proportion (Clopper and Pearson 1934):
// `hits` of `trials` were seen. 1 where there was no trial.
double clopper_pearson_upper(std::size_t hits, std::size_t trials, double confidence);

}  // namespace st::combine
