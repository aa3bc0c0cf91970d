#pragma once

#include <string>
#include <vector>

#include "combine/memory.h"
#include "combine/reading.h"
#include "combine/segment.h"
#include "story/edit.h"

namespace st::combine {

// One story, ready to be combined: its claims and what is understood of them.
struct PreparedStory {
  const Story* story = nullptr;
  std::size_t index = 0;  // in the order in which the stories came true
  bool dated =
      true;  // its day is known: that it is newer than another is a fact and not only its place in the file
  StoryReading reading;
  std::vector<SegmentedClaim> claims;
  std::vector<Reading> readings;  // one a claim
};

// What a claim does, before it is put into words and held against the guard.
struct Move {
  EditKind kind = EditKind::kAdd;
  std::size_t claim = 0;        // index into PreparedStory::claims
  std::string statement_id;     // kRevise, kMerge, kRetire: the statement that is touched
  std::size_t merges_with = 0;  // kMerge with no statement_id: the claim of the same story that it repeats
  std::string reason;
  std::string text = {};  // kAdd, kRevise: a wording to be tried before the rules'; may be empty
  std::vector<Evidence> rests_on = {};  // what that wording rests on besides the claim itself
};

// Decides what each claim of a story does to the statements in force: the built-in proposer. Rules, in this
// order: a claim that repeats another of its story joins it; a feature file replaces the earlier one of the
// same feature; what is taken back ends; what gives another value, or another answer, to the question that
// a statement answers replaces it, unless it speaks of a narrower case; everything else is new.
// docs/design/combiner.md says how and how well. Every claim is in at least one move. Pure. `candidates`
// are places in `memory`.
std::vector<Move> propose(const PreparedStory& story, const std::vector<const PreparedStory*>& stories,
                          const Memory& memory, const std::vector<std::size_t>& candidates,
                          const TermTable& table);

}  // namespace st::combine
