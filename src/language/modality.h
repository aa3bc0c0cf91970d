#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "language/words.h"

namespace st {

// What force a clause has, and what time it speaks of.
enum class Modality {
  kFact,     // plain present: "is sent"
  kMay,      // can, may, is able to, is allowed to, optional, free to, want to
  kMust,     // must, has to, is required to, mandatory, needs to, obliged
  kNeedNot,  // need not, does not have to, optional for what was a duty, without having to
  kMustNot,  // must not, may not, cannot, is not allowed to
  kShould,   // should, ideally, preferably
  kWish,     // idea, maybe later, planned, proposal, not estimated: no fact yet
  kFormer,   // used to, previously, formerly, no longer, old, until now: no fact any more
};

// A cue and where it stands.
struct ModalityCue {
  Modality modality = Modality::kFact;
  std::size_t first_word = 0;  // places in the words it was found in
  std::size_t last_word = 0;   // one past
};

// All cues of the words, in order. "must not" is one cue, kMustNot. The benefit clause of a user story ("so
// that I can
// ...") has cues like any other.
std::vector<ModalityCue> modality_cues(std::span<const Word> words);

const char* name_of(Modality modality);

}  // namespace st
