#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "engine/token_mask.h"

namespace st {

// How the next token is chosen. The defaults choose the most probable token.
struct SamplerOptions {
  double temperature = 0.0;         // 0: greedy; else logits are divided by it
  std::size_t top_k = 0;            // 0: all
  double top_p = 1.0;               // the fewest tokens whose probabilities reach top_p; 1: all
  double min_p = 0.0;               // at least this share of the best token's probability; 0: all
  double repetition_penalty = 1.0;  // CTRL (Keskar et al. 2019): over prompt and answer; 1: none
  double presence_penalty = 0.0;    // taken from the logit of every token in the answer so far
  double frequency_penalty = 0.0;   // the same, once for each time it stands there
  std::uint64_t seed = 0;
  std::uint64_t stream = 0;      // sequences that share a seed differ by their stream
  std::size_t top_logprobs = 0;  // how many alternatives to report
};

struct TokenLogprob {
  std::uint32_t id = 0;
  double logprob = 0.0;  // nats
};

struct SampledToken {
  std::uint32_t id = 0;
  double logprob = 0.0;           // nats, under the model's own logits: before mask, penalties, temperature
  std::vector<TokenLogprob> top;  // the same, best first, ties by id
};

// Chooses tokens, one sequence a Sampler. The order of the steps: mask, penalties, temperature, top-k,
// top-p, min-p, draw; equal logits rank by id. Draw number n depends on (seed, stream, n) alone and is the
// same on every machine. Thread rule: one thread at a time.
class Sampler {
 public:
  // Error{kUsage} names the option that is out of range.
  static Result<Sampler> create(const SamplerOptions& options);

  void observe_prompt(std::span<const std::uint32_t> ids);

  // logits [n_vocab]. Counts the token as part of the answer. Error{kModel} where a logit is NaN or +inf,
  // where the mask has another size, or where it leaves nothing to choose.
  Result<SampledToken> sample(std::span<const float> logits, const TokenMask* mask = nullptr);

 private:
  struct Candidate {
    double logit;
    std::uint32_t id;
  };
  struct Seen {
    bool anywhere = false;
    std::size_t in_answer = 0;
  };

  explicit Sampler(const SamplerOptions& options) : options_(options) {}
  Status gather(std::span<const float> logits, const TokenMask* mask);
  double penalised(double logit, std::uint32_t id) const;
  std::uint32_t choose();
  void narrow();
  void report(std::span<const float> logits, SampledToken& token) const;

  SamplerOptions options_;
  std::unordered_map<std::uint32_t, Seen> seen_;
  std::vector<Candidate> candidates_;
  std::vector<double> weights_;
  std::uint64_t draws_ = 0;
};

}  // namespace st
