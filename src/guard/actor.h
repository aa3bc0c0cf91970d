#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "guard/reading.h"

namespace st::guard {

// Who does what in one clause.
struct Action {
  std::uint32_t actor = 0;            // the word that heads the actor's noun phrase
  std::optional<std::uint32_t> verb;  // the main verb
  std::uint32_t first = 0, last = 0;  // the words that tell what is done
  bool by_phrase = false;             // the actor of a passive: "by the clerk"
};

// The actors that act in a text: the role of a story's frame where it acts itself, subjects of active
// clauses, and the agents of passives. Benefit clauses and relative clauses are left out.
std::vector<Action> actions_of(const Reading& reading);

// Whether the word names a person, a role or a group of people, by the lexicon or by being a story's role.
bool names_actor(const Reading& reading, std::uint32_t word);

}  // namespace st::guard
