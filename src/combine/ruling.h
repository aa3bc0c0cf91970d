#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "combine/memory.h"
#include "combine/propose.h"
#include "story/document.h"

namespace st::combine {

// A claim of a batch: the story's place in the batch and the claim's place in the story.
struct ClaimPlace {
  std::size_t story = 0;
  std::size_t claim = 0;

  friend auto operator<=>(const ClaimPlace&, const ClaimPlace&) = default;
};

enum class RulingKind { kAdd, kRevise, kMerge, kRetire, kException, kNothing };

// What a model decided about one claim, after all checks: it takes the place of what the built-in proposer
// would do with the claim.
struct Ruling {
  RulingKind kind = RulingKind::kAdd;
  ClaimPlace claim;
  std::string statement_id;           // the statement that is touched, or
  std::optional<ClaimPlace> partner;  // the claim of the batch whose statement is touched
  std::string text;                   // kAdd, kException, kRevise: a wording; may be empty
  std::vector<Evidence> rests_on;     // of that wording, beside the claim
};

// Whether the ruling says where its claim ends; a claim has one such ruling at most, and any number of
// kRetire.
inline bool places_claim(RulingKind kind) {
  return kind != RulingKind::kRetire;
}

// Puts the rulings on one story in the place of the built-in moves of the same claims. Every ruling's
// statement_id names a statement in force; `partner`, where it is set, is a claim of the same story. A
// second ruling that ends or rewords the same statement is dropped. Built-in moves that would touch a
// statement which a ruling ends or rewords become additions, so that every claim keeps its place and the
// accounting adds up. Pure.
std::vector<Move> overrule(std::vector<Move> moves, const std::vector<Ruling>& rulings);

}  // namespace st::combine
