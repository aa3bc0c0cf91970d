#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "story/document.h"
#include "story/story.h"

namespace st::combine {

// What part of a story a claim is: how much of a requirement it is, and how it is put into words, depend on
// it.
enum class ClaimKind {
  kCriterion,  // an item of the acceptance criteria
  kWant,       // "As a <role> I want ..."
  kScenario,   // a Gherkin scenario with its steps
  kSentence,   // any other sentence
  kTitle,      // the title, where the story has no other text
};

struct SegmentedClaim {
  Claim claim;
  ClaimKind kind = ClaimKind::kSentence;
  std::string heading;  // the Gherkin feature's or list's heading over it; may be empty
};

inline constexpr std::size_t kMaxStatementWords = 60;

// Splits a story into claims: one assertion each, at a byte span, in the order of the text. Each byte of
// the story's fields that is not space lies in exactly one claim, but for the title (a claim only where
// there is nothing else), Gherkin headings and lines without a letter. Pure; no claim's quote is empty.
std::vector<SegmentedClaim> segment(const Story& story);

// Whether the text opens like a user story: "As a <role>", also in the middle of a first sentence.
bool opens_like_user_story(std::string_view text);

}  // namespace st::combine
