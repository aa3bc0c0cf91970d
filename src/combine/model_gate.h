#pragma once

#include <string>
#include <vector>

#include "combine/relatedness.h"

namespace st::combine {

// A claim as the gate sees it before the model does.
struct GatedClaim {
  std::size_t claim = 0;
  std::vector<std::string> nearby;  // statements in force that it may touch, nearest first
  bool asked = false;               // put to the model
};

// Which claims of a story are put to the model, and with which statements. Left to the built-in proposer:
// stories that are set aside as a whole, feature files (their own titles say what replaces what), and
// claims that plainly are rules, or plainly are none, and have no statement near them. `memory` is the
// state before the story, `moves` what the built-in proposer does with it.
std::vector<GatedClaim> gate_claims(const TimedStory& timed, const std::vector<Move>& moves,
                                    const Memory& memory, const StepContext& context);

}  // namespace st::combine
