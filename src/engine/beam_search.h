#pragma once

#include <cstdint>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "engine/engine.h"
#include "lm/text_model.h"

namespace st {

struct BeamRequest {
  std::vector<std::int32_t> prompt;
  std::size_t max_tokens = 128;
  std::size_t beams = 4;  // beginnings that are kept at a time: 1 to kMostBeams
  double length_penalty =
      1.0;  // answers are ranked by log-probability / tokens ^ this; above 0 favours long ones
  bool ignore_end = false;

  static constexpr std::size_t kMostBeams = 64;
};

struct BeamAnswer {
  std::vector<std::int32_t> ids;  // without the end token
  double logprob = 0.0;           // nats, of all tokens, the end token included
  double score = 0.0;             // logprob / tokens ^ length_penalty
  Completion::Finish finish = Completion::Finish::kLength;
};

struct BeamAnswers {
  std::vector<BeamAnswer> answers;  // best first, at most `beams`
  std::size_t prompt_tokens = 0;
  std::size_t cached_tokens = 0;
  std::size_t steps = 0;
  double prefill_seconds = 0.0, decode_seconds = 0.0;
};

// kUsage for options out of range. The prompt is Engine::check_prompt's.
Status check_beams(const BeamRequest& request);

// Cache that the search may come to hold.
std::int64_t beam_tokens_needed(const Engine& engine, const BeamRequest& request);

// Keeps the most probable beginnings side by side and returns the best answers found: what the transformers
// library's beam search returns with early_stopping false. An answer counts once it ends among the best
// `beams` continuations of its step; the search is over when that many have ended and the best running one
// is no better than the worst of them, by its score at its present length. Beams share the pages of what
// they have in common. Equal scores rank by beam, then by id. kUsage for options out of range, kResources
// where the cache is too small; the engine's errors.
Result<BeamAnswers> beam_search(Engine& engine, const BeamRequest& request,
                                const Progress& prompt_progress = {});

}  // namespace st
