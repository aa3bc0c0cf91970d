#pragma once

#include <string>
#include <utility>

#include "story/document.h"

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

}  // namespace st
