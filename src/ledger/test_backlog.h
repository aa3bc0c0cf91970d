#pragma once

#include <string>
#include <vector>

#include "story/document.h"
#include "story/edit.h"
#include "story/story.h"

// A small backlog made by counting, for this room's tests: story n speaks of limit n.
namespace st::ledger::testing {

inline Story make_story(int number, const std::string& extra = "") {
  Story story;
  story.id = "US-" + std::to_string(number);
  story.type = "User Story";
  story.state = StoryState::kDone;
  story.state_text = "Done";
  story.created = "2023-01-" + std::to_string(10 + number % 18);
  story.closed = "2023-02-" + std::to_string(10 + number % 18);
  story.area = "Booking/Limits";
  story.tags = {"limits", "tag \"" + std::to_string(number) + "\""};
  story.fields = {
      {"title", "Limit " + std::to_string(number)},
      {"description", "A patient books at most " + std::to_string(number) + " visits." + extra}};
  story.links = {{LinkKind::kRelates, "US-" + std::to_string(number + 1)}, {LinkKind::kParent, "EPIC-1"}};
  story.source = {"backlog.csv", static_cast<std::size_t>(number + 1)};
  story.order = static_cast<std::size_t>(number);
  return story;
}

inline std::vector<Story> make_backlog(int stories) {
  std::vector<Story> backlog;
  for (int number = 0; number < stories; ++number) backlog.push_back(make_story(number));
  return backlog;
}

inline Evidence quote_all(const Story& story) {
  const std::string text(story.field("description"));
  return {{story.id, "description", 0, text.size()}, text};
}

// One batch for one story: an add, a merge and a set-aside.
inline EditBatch make_batch(const Story& story) {
  const Evidence evidence = quote_all(story);
  EditBatch batch;
  batch.input_hash = "input of " + story.id + " " + story.content_hash();
  batch.day = story.closed;
  batch.claims = {{story.id + "#1", evidence.span, evidence.quote},
                  {story.id + "#2", {story.id, "title", 0, 5}, "Limit"}};
  Edit add;
  add.claim_id = batch.claims[0].id;
  add.statement_id = "S-" + story.id;
  add.text = evidence.quote;
  add.support = 0.1 + 0.2;  // has no short decimal form: kept to the bit or not
  add.evidence = {evidence};
  add.topic = story.area;
  Edit merge = add;
  merge.kind = EditKind::kMerge;
  merge.mode = StatementMode::kParaphrase;
  merge.evidence = {evidence, {{story.id, "title", 0, 5}, "Limit"}};
  Edit aside;
  aside.kind = EditKind::kSetAside;
  aside.claim_id = batch.claims[1].id;
  aside.reason = "no requirement";
  batch.edits = {add, merge, aside};
  return batch;
}

inline bool same(const Claim& a, const Claim& b) {
  return a.id == b.id && a.span == b.span && a.quote == b.quote;
}

inline bool same(const EditBatch& a, const EditBatch& b) {
  if (a.input_hash != b.input_hash || a.day != b.day || a.edits != b.edits ||
      a.claims.size() != b.claims.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.claims.size(); ++i) {
    if (!same(a.claims[i], b.claims[i])) return false;
  }
  return true;
}

// The document in which every story's sentence stands, and the first also needs review.
inline Document make_document(const std::vector<Story>& backlog) {
  Document document;
  document.sections = {{"Booking", {}}};
  for (const Story& story : backlog) {
    Statement statement{"S-" + story.id,
                        std::string(story.field("description")),
                        StatementMode::kVerbatim,
                        1.0,
                        story.closed,
                        EvidenceList(quote_all(story)),
                        {}};
    document.sections[0].statements.push_back(std::move(statement));
  }
  if (!backlog.empty()) {
    document.needs_review = {{"S-review", "Is it so?", {quote_all(backlog[0])}, "two stories differ"}};
  }
  return document;
}

}  // namespace st::ledger::testing
