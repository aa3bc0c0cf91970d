#pragma once

#include <string>
#include <vector>

#include "combine/rehearsal.h"

namespace st::combine {

// A statement in force near a claim.
struct Neighbour {
  std::size_t standing = 0;  // place in the memory
  double nearness = 0.0;     // 0 to about 1.3
};

// How much a claim and a statement speak of one thing: the likeness of their words, and in part of their
// stories' titles.
double relatedness(const PreparedStory& story, std::size_t claim, const Standing& standing,
                   const StepContext& context);

// The statements in force nearest to a claim, at most `limit`, nearest first; statements of feature files
// are left out, since only a newer version of the file touches them.
std::vector<Neighbour> neighbours(const PreparedStory& story, std::size_t claim, const Memory& memory,
                                  const std::vector<std::size_t>& candidates, std::size_t limit,
                                  const StepContext& context);

}  // namespace st::combine
