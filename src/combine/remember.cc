#include "combine/remember.h"

#include <algorithm>

#include "base/check.h"
#include "combine/realise.h"

namespace st::combine {
namespace {

Standing standing_of(const PreparedStory& story, const Edit& edit) {
  const std::size_t k = claim_of(story, edit);
  const SegmentedClaim& claim = story.claims[k];
  return {edit.statement_id,
          edit.text,
          claim.claim.quote,
          claim.kind,
          {story.readings[k]},
          story.index,
          feature_heading(story, claim),
          story.reading.area,
          true};
}

void remember(const PreparedStory& story, const Edit& edit, Memory& memory) {
  if (edit.kind == EditKind::kAdd) {
    memory.add(standing_of(story, edit));
    return;
  }
  const std::optional<std::size_t> i = memory.find(edit.statement_id);
  if (!i) return;
  if (edit.kind == EditKind::kRetire) memory.end(*i);
  if (edit.kind == EditKind::kMerge) memory.join(*i, story.readings[claim_of(story, edit)]);
  if (edit.kind == EditKind::kRevise) memory.rest_on(*i, standing_of(story, edit));
}

}  // namespace

TermSet search_terms(const PreparedStory& story) {
  TermSet terms = story.reading.title;
  for (const Reading& reading : story.readings) terms = union_of(terms, reading.terms);
  return terms;
}

std::size_t claim_of(const PreparedStory& story, const Edit& edit) {
  const auto found = std::find_if(story.claims.begin(), story.claims.end(),
                                  [&](const SegmentedClaim& c) { return c.claim.id == edit.claim_id; });
  ST_CHECK_MSG(found != story.claims.end(), edit.claim_id);
  return static_cast<std::size_t>(found - story.claims.begin());
}

void remember(const PreparedStory& story, const std::vector<Edit>& edits, Memory& memory) {
  for (const Edit& edit : edits) remember(story, edit, memory);
  for (const std::string& heading : headings_of(story)) memory.move_feature(heading, story.reading.area);
}

}  // namespace st::combine
