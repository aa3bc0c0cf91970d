#include "combine/relatedness.h"

#include <algorithm>

namespace st::combine {
namespace {

// Beside the words of the two themselves: each one's words in the other's whole story, the titles, the
// area.
constexpr double kStoryShare = 0.3;
constexpr double kTitleShare = 0.3;
constexpr double kAreaShare = 0.05;

}  // namespace

double relatedness(const PreparedStory& story, std::size_t claim, const Standing& standing,
                   const StepContext& context) {
  const StoryReading& old_story = context.stories[standing.story]->reading;
  const TermSet& terms = story.readings[claim].terms;
  double best = 0.0;
  for (const Reading& old : standing.readings) {
    const double alike = meaning_similarity(terms, old.terms, context.table);
    best = std::max(best, alike + kStoryShare * coverage(old.terms, story.reading.all, context.table));
  }
  best += kStoryShare * coverage(terms, old_story.all, context.table);
  best += kTitleShare * similarity(story.reading.title, old_story.title, context.table);
  if (!story.reading.area.empty() && story.reading.area == old_story.area) best += kAreaShare;
  return best;
}

std::vector<Neighbour> neighbours(const PreparedStory& story, std::size_t claim, const Memory& memory,
                                  const std::vector<std::size_t>& candidates, std::size_t limit,
                                  const StepContext& context) {
  std::vector<Neighbour> near;
  for (const std::size_t i : candidates) {
    const Standing& standing = memory.at(i);
    if (!standing.in_force || !standing.heading.empty()) continue;
    const double nearness = relatedness(story, claim, standing, context);
    if (nearness > 0.0) near.push_back({i, nearness});
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const Neighbour& a, const Neighbour& b) { return a.nearness > b.nearness; });
  if (near.size() > limit) near.resize(limit);
  return near;
}

}  // namespace st::combine
