#include "combine/relatedness.h"

#include <algorithm>

namespace st::combine {
namespace {

constexpr double kTitleShare = 0.3;

}  // namespace

double relatedness(const PreparedStory& story, std::size_t claim, const Standing& standing,
                   const StepContext& context) {
  double best = 0.0;
  for (const Reading& old : standing.readings)
    best = std::max(best, meaning_similarity(story.readings[claim].terms, old.terms, context.table));
  const StoryReading& old_story = context.stories[standing.story]->reading;
  return best + kTitleShare * similarity(story.reading.title, old_story.title, context.table);
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
