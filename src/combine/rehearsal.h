#pragma once

#include <map>
#include <string>
#include <vector>

#include "combine/memory.h"
#include "combine/prepare.h"
#include "combine/ruling.h"
#include "story/edit.h"

namespace st::combine {

// What every step of one run shares.
struct StepContext {
  const std::vector<const PreparedStory*>& stories;  // of the run, by PreparedStory::index
  const TermTable& table;
  std::size_t jobs = 0;
};

// What the built-in proposer does with a story, given the statements in force; a story that is set aside as
// a whole moves nothing else.
std::vector<Move> built_in_moves(const TimedStory& timed, const Memory& memory, const StepContext& context);

// Plays the stories of a batch through on a copy of the memory, so that what a model is shown as the plan
// is what would happen, and what is recorded afterwards is what was played. Thread rule: one thread.
class Rehearsal {
 public:
  Rehearsal(const Memory& memory, const StepContext& context) : memory_(memory), context_(context) {}

  struct Step {
    std::vector<Move> moves;
    std::vector<Edit> edits;
  };

  // The next story of the batch, under those of the rulings that speak of it.
  Step play(const TimedStory& timed, const std::vector<Ruling>& rulings);

  // The statements in force after the stories played so far.
  const Memory& memory() const { return memory_; }

  // The statement that a claim of the batch makes, rewords or joins; empty where it does none of these.
  std::string statement_of(ClaimPlace claim) const;

 private:
  std::vector<Ruling> rulings_now(const std::vector<Ruling>& rulings) const;

  Memory memory_;
  StepContext context_;
  std::size_t played_ = 0;
  std::map<ClaimPlace, std::string> statements_;
};

}  // namespace st::combine
