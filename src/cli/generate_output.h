#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/beam_search.h"
#include "engine/generation.h"

namespace st::cli {

// Everything that `generate` found, whichever way it went.
struct GenerateReport {
  std::vector<Generated> answers;  // one at least; beams as answers, best first
  std::vector<BeamAnswer> beams;   // as many, where beams were searched
  bool with_logprobs = false;
  std::size_t draft_tokens = 0;  // as asked
  double prefill_seconds = 0.0;  // of the prompt tokens that were computed, all answers together
  double decode_seconds = 0.0;
  std::size_t steps = 0;  // forward passes of decoding
  bool under_grammar = false;
  std::int64_t planned_bytes = 0, peak_bytes = 0;
};

// The contract's object for the first answer, and "answers" where there are several. One line.
std::string generate_json(const GenerateReport& report);

}  // namespace st::cli
