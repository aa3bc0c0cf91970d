#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "combine/segment.h"

namespace st::combine {

// A claim put into the words of a statement.
struct Wording {
  std::string text;
  StatementMode mode = StatementMode::kVerbatim;
};

// Words a claim as a statement by rules that can't invent: every content word of the result stands in the
// claim. "As a patient I want to cancel my visit so that ..." becomes "Patients can cancel their visit."; a
// scenario becomes its title and outcome; all else is taken verbatim. At most kMaxStatementWords words.
Wording word_claim(const SegmentedClaim& claim);

// The claim's own words and nothing else.
Wording verbatim(const SegmentedClaim& claim);

// "Patients can ..." out of one user story sentence; nothing where the sentence has another form.
std::optional<std::string> user_story_as_statement(std::string_view sentence);

// Whom a user story sentence speaks of: "Patients"; nothing where the sentence has another form.
std::optional<std::string> user_story_subject(std::string_view sentence);

// The text on one line: white space of any kind becomes one space.
std::string one_line(std::string_view text);

}  // namespace st::combine
