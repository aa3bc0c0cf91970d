#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "language/words.h"

namespace st {

// What a clause does in its sentence.
enum class ClauseRole {
  kMain,
  kCondition,  // if, when, as soon as, provided, in case, given, once, while, where
  kException,  // unless, except, other than, apart from
  kPurpose,    // so that, in order to: the benefit of a user story
  kReason,     // because, as, since
  kRelative,   // who, which, whose, that after a noun
};

// A range of words [first, last).
struct WordRange {
  std::size_t first = 0;
  std::size_t last = 0;

  bool empty() const { return first >= last; }
  bool holds(std::size_t at) const { return at >= first && at < last; }
};

// A clause with its parts, found by rules on the neighbours of words: right for plain requirement English.
struct Clause {
  WordRange words;
  ClauseRole role = ClauseRole::kMain;
  WordRange subject;                // the noun phrase before the verb; empty where there is none
  std::optional<std::size_t> verb;  // the main verb (of "has been sent": sent)
  bool passive = false;             // "is sent": the subject is who it is done to
  std::size_t sentence = 0;         // counts sentences and lines from 0
};

// All clauses in order; together they cover all words.
std::vector<Clause> clauses_of(std::span<const Word> words);

// "As a <role> I want to <body>": the user story's frame. `body` begins after "to" (or after "want", where
// the story wants something to be so) and ends before the purpose or the sentence's end.
struct StoryForm {
  WordRange role;
  WordRange body;
  WordRange purpose;        // from "so that" on; empty where the story names none
  bool actor_acts = false;  // "I want to X": the role does it. Otherwise "I want the report to be sent"
};

// The frame of the first sentence that has one.
std::optional<StoryForm> story_form(std::span<const Word> words);

// The last noun of the range before any preposition: the head of a noun phrase. Nothing where it holds
// none.
std::optional<std::size_t> head_noun(std::span<const Word> words, WordRange range);

}  // namespace st
