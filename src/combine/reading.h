#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "combine/facets.h"
#include "combine/segment.h"
#include "combine/terms.h"
#include "language/quantities.h"
#include "story/story.h"

namespace st::combine {

// What the combiner understands of one claim.
struct Reading {
  TermSet terms;
  std::vector<Quantity> quantities;
  FacetAnswers facets{};
  TermSet subject;        // the nouns that the main clause speaks of
  TermSet exception;      // the name that it opens with as its limit: "In Switzerland ..."
  TermSet scope;          // what it is limited to: "For chilled products ...", "In Switzerland ..."
  bool negated = false;   // "are not delivered", "cannot", "no card is needed"
  bool confirms = false;  // says that something stays as it is: no assertion of its own
  std::vector<TermSet> taken_back;        // a set a clause: what it says is dropped, discontinued, gone
  std::vector<std::string> quoted_names;  // of a claim that takes something back or moves it; lower case
  double requirement = 0.0;  // below 0: background, opinion, history, plans; 0 and above: a rule
};

// What the combiner understands of one story as a whole: the context that its claims stand in.
struct StoryReading {
  TermSet all;  // every field
  TermSet title;
  std::string area;
  double area_share = 1.0;      // of the stories that take part, those in this area; rounded to tenths
  std::size_t change_cues = 0;  // words that announce a change: "instead", "from now on", "raise"
  bool keeps_the_rest = false;  // "for everything else the normal period stays": the claims are exceptions
  std::vector<TermSet> taken_back;  // by the title: "Goodbye PayPal"
};

// A claim taken apart: all of a Reading that needs no vocabulary, and the words that its terms are made of.
struct ParsedClaim {
  Reading reading;  // without its term sets
  std::vector<Word> words;
  std::vector<Word> subject;
  std::vector<Word> exception;
  std::vector<Word> scope;
  std::vector<std::vector<Word>> taken_back;
};

// Takes a claim apart. Pure, so that many can be parsed at once.
ParsedClaim parse_claim(const SegmentedClaim& claim);

// The reading of a parsed claim. `table` learns its terms.
Reading read_claim(ParsedClaim parsed, TermTable& table);

// Reads a story as a whole, given the readings of its claims. `table` learns the terms of its title.
StoryReading read_story(const Story& story, const std::vector<Reading>& claims, TermTable& table);

// How two claims' numbers stand to each other.
struct QuantityRelation {
  bool differ = false;  // an amount of one has its like in the other, and none that is equal
  bool agree = false;   // an amount is in both; the monthly pass for 19 and for 24 euros agree and differ
};
QuantityRelation compare_quantities(const std::vector<Quantity>& a, const std::vector<Quantity>& b);

}  // namespace st::combine
