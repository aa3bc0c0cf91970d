#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "combine/model_answer.h"
#include "combine/rehearsal.h"
#include "combine/ruling.h"

namespace st::combine {

// What the labels of one batch stand for, and what an edit is held against. `memory`: the statements in
// force before the batch.
struct BatchScene {
  std::map<std::string, ClaimPlace> claims;       // every claim shown
  std::map<std::string, std::string> statements;  // label -> statement id, those that may be touched
  std::map<ClaimPlace, bool> asked;               // whether the claim may be edited
  std::vector<const TimedStory*> stories;
  const Memory& memory;
  const StepContext& context;
};

// Either the ruling, or why the edit is refused, in one line that can be sent back.
using CheckedEdit = std::variant<Ruling, std::string>;

// Holds one edit of a model against the batch, without trusting that a grammar held: every id must be in
// its list; a statement can be touched only by a claim that speaks of the same thing; it can be joined only
// by one that does not contradict it, and ended only where the story takes something back or changes
// something; a plain rule can't be set aside; a wording must keep close to the words it rests on
// (close_wording.h) and pass the guard. Pure.
CheckedEdit check_edit(const RawEdit& edit, const BatchScene& scene);

}  // namespace st::combine
