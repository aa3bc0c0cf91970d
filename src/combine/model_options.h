#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lm/text_model.h"

namespace st::combine {

// How a model takes part. `model` null: it does not.
struct ModelOptions {
  TextModel* model = nullptr;
  std::size_t window_tokens = 16 * 1024;  // of one call, prompt and answer; never more than the model's own
  std::size_t rounds = 1;         // how often each batch is put to the model, until it changes nothing
  std::uint64_t seed = 0;         // of the sampler and of the audit's sample
  double temperature = 0.0;       // 0: the same bytes again
  std::size_t audit_claims = 20;  // claims that the gate left out, put to the model afterwards; 0: none
  bool phrase_sections = false;   // titles and an introduction per section
};

// What the gate left out, sampled.
struct GateAudit {
  std::size_t population = 0;  // claims that the model was not asked about
  std::size_t sampled = 0;
  std::size_t misses = 0;  // where it would have decided otherwise, and passed the checks
  double miss_rate = 0.0;
  double upper_bound = 1.0;  // of the miss rate, with 95% confidence (Clopper and Pearson 1934, one-sided)
};

// An edit that was refused, for the report.
struct RefusedEdit {
  std::string edit;      // as JSON
  std::string story_id;  // of the batch's first story
  std::string why;
};

struct ModelReport {
  std::string name;         // empty: no model took part
  std::size_t batches = 0;  // put to the model, or reused
  std::size_t calls = 0;
  std::size_t prompt_tokens = 0;
  std::size_t cached_tokens = 0;  // of these, served from earlier calls' prefixes
  std::size_t answer_tokens = 0;
  std::size_t claims_asked = 0;
  std::size_t claims_left = 0;      // taken by the built-in proposer without asking
  std::size_t claims_too_long = 0;  // not asked about because their story is larger than the window
  std::size_t edits_taken = 0;
  std::size_t edits_refused = 0;      // at the first try
  std::size_t edits_fallen_back = 0;  // refused at the second try too: the claim's own words, or the plan
  std::size_t broken_answers = 0;     // not well formed to the end; what was whole of them was read
  std::size_t sections_phrased = 0;
  std::vector<RefusedEdit> refused;  // the first of them
  GateAudit audit;
};

inline constexpr std::size_t kRefusalsKept = 50;

}  // namespace st::combine
