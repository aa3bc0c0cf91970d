#pragma once

#include <string>
#include <utility>
#include <vector>

#include "story/document.h"
#include "story/story.h"

namespace st {

// For tests: evidence that is the first bytes of a story's description.
inline Evidence quote_of(std::string story, std::string text) {
  const std::size_t size_bytes = text.size();
  return {{std::move(story), "description", 0, size_bytes}, std::move(text)};
}

inline Statement statement_of(std::string id, std::string text, Evidence evidence) {
  Statement statement{.id = std::move(id),
                      .text = std::move(text),
                      .mode = StatementMode::kVerbatim,
                      .support = 1.0,
                      .since = {},
                      .evidence = EvidenceList(std::move(evidence)),
                      .history = {}};
  return statement;
}

// For tests: one of everything, two sentences long.
inline Document small_document() {
  Statement statement =
      statement_of("S-00000001", "Patients can cancel until 24 hours before the appointment.",
                   quote_of("US-14", "until 24 hours before"));
  statement.mode = StatementMode::kParaphrase;
  statement.support = 0.98123456;
  statement.since = "2023-05-02";
  statement.history.push_back({"Patients can cancel until 48 hours before.",
                               {quote_of("US-3", "48 hours")},
                               "",
                               "2023-05-02",
                               "superseded"});
  Document document;
  document.backlog = {61, 5210};
  document.sections.push_back({"Cancellation", {statement}});
  document.needs_review.push_back(
      {"S-00000002", "Text.", {quote_of("US-9", "Text.")}, "Two days are named."});
  document.set_aside.push_back({"TASK-7", "no requirement", ""});
  document.set_aside.push_back({"US-8", "not done", "still open"});
  document.retired.push_back({"S-00000003",
                              "A letter is posted.",
                              {quote_of("US-4", "A letter is posted.")},
                              "2022-01-03",
                              "2023-02-01",
                              quote_of("US-11", "No more letters.")});
  document.timeline.push_back(
      {"S-00000001", "Cancellation", "Patients can cancel until 48 hours before.", "", "2023-05-02"});
  document.timeline.push_back({"S-00000001", "Cancellation", statement.text, "2023-05-02", ""});
  document.timeline.push_back({"S-00000003", "Letters", "A letter is posted.", "2022-01-03", "2023-02-01"});
  document.accounting = {.statements = 6,
                         .in_force = 1,
                         .duplicate = 0,
                         .superseded = 1,
                         .retired = 1,
                         .set_aside = 2,
                         .needs_review = 1};
  return document;
}

// For tests: the stories that small_document rests on, save US-9, which is not in the backlog.
inline std::vector<Story> small_stories() {
  const auto story = [](std::string id, std::string title, std::string description) {
    Story made;
    made.id = std::move(id);
    made.type = "User Story";
    made.state = StoryState::kDone;
    made.state_text = "Done";
    made.created = "2021-11-01";
    made.closed = "2022-01-03";
    made.area = "Portal";
    made.fields.push_back({"title", std::move(title)});
    made.fields.push_back({"description", std::move(description)});
    return made;
  };
  return {story("US-3", "Cancel online", "48 hours are enough."),
          story("US-4", "Confirmation by post", "A letter is posted."),
          story("TASK-7", "Upgrade the library", "Nothing that a patient sees."),
          story("US-8", "Reminders", "still open"),
          story("US-11", "Save paper", "No more letters."),
          story("US-14", "Cancel later", "until 24 hours before \u2013 as the pilot asked.")};
}

// For tests: a document and its story that say `text` in every place that takes foreign text.
inline Document document_saying(const std::string& text) {
  const Evidence evidence = {{text, text, 0, text.size()}, text};
  Statement statement = statement_of("S-00000001", text, evidence);
  statement.since = text;
  statement.history.push_back({text, {evidence}, text, text, text});
  Document document;
  document.as_of = text;
  document.made_by = text;
  document.sections.push_back({text, {statement}});
  document.needs_review.push_back({text, text, {evidence}, text});
  document.retired.push_back({text, text, {evidence}, text, text, evidence});
  document.set_aside.push_back({text, text, text});
  document.timeline.push_back({text, text, text, text, text});
  document.timeline.push_back({"S-00000001", text, text, "2021-01-01", "2022-01-01"});
  document.timeline.push_back({"S-00000001", text, text, "2022-01-01", ""});
  return document;
}

inline Story story_saying(const std::string& text) {
  Story story;
  story.id = story.type = story.state_text = story.created = story.closed = story.area = text;
  story.fields.push_back({"title", text});
  story.fields.push_back({text, text});
  return story;
}

}  // namespace st
