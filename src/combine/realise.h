#pragma once

#include <set>
#include <string>
#include <vector>

#include "combine/propose.h"
#include "story/edit.h"

namespace st::combine {

// Turns moves into edits: puts the claims into words, holds each wording against its evidence with the
// guard, and falls back from the rules' wording to the claim's own words, and from those to a person's
// review. On up to `jobs` threads (0: all CPUs); the result is the
// same on any number.
std::vector<Edit> realise(const PreparedStory& story, const std::vector<Move>& moves, std::size_t jobs);

// The features that a story restates or names in quotes, lower case.
std::set<std::string> headings_of(const PreparedStory& story);

// The feature that a claim belongs to, lower case; empty where it is no part of a feature file.
std::string feature_heading(const PreparedStory& story, const SegmentedClaim& claim);

}  // namespace st::combine
