#include <algorithm>
#include <set>

#include "guard/finding.h"

namespace st::guard {
namespace {

struct Place {
  std::uint32_t passage = 0;
  std::size_t sentence = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

std::set<Place> places_of(const Case& c, const Unit& unit) {
  std::set<Place> places;
  for (const Match& match : unit.matches) {
    if (match.nearness >= 0.6)
      places.insert({match.passage, c.evidence[match.passage].clause_of(match.word).sentence});
  }
  return places;
}

bool noun(const Case& c, const Unit& unit) {
  return c.statement.words[unit.word].part == PartOfSpeech::kNoun;
}

}  // namespace

// A thing that the evidence names only in a sentence about something else, put into a clause that rests on
// another sentence: "bottles and crates can be returned" out of "bottles can be returned. Crates are
// heavy."
Findings ask_stitching(const Case& c) {
  Findings findings;
  for (const Clause& clause : c.statement.clauses) {
    if (clause.role == ClauseRole::kPurpose) continue;
    for (const Unit& unit : c.alignment.units) {
      if (!clause.words.holds(unit.word) || !noun(c, unit) || !unit.exact() || unit.weight < 0.9) continue;
      const std::set<Place> own = places_of(c, unit);
      double with = 0.0, total = 0.0;
      for (const Unit& other : c.alignment.units) {
        if (&other == &unit || !clause.words.holds(other.word) || other.weight < 0.5) continue;
        total += other.weight;
        const std::set<Place> theirs = places_of(c, other);
        if (std::any_of(own.begin(), own.end(), [&](const Place& place) { return theirs.contains(place); }))
          with += other.weight;
      }
      bool amount = false;
      for (const Quantity& quantity : c.statement.quantities)
        amount |= clause.words.holds(quantity.first_word);
      if (total < 1.5 || with > 0.0 || amount) continue;
      findings.push_back({0.55, "the evidence names '" + c.statement.words[unit.word].lower +
                                    "' in a sentence about something else"});
      return findings;
    }
  }
  return findings;
}

}  // namespace st::guard
