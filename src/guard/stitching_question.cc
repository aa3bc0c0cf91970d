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

// "doesn't start unless", "not before": a denial that is a condition.
bool limits(const Reading& passage) {
  return std::any_of(passage.negations.begin(), passage.negations.end(),
                     [](const Negation& n) {
                       return n.kind == NegationKind::kOnly || n.kind == NegationKind::kExcept;
                     }) ||
         std::any_of(passage.words.begin(), passage.words.end(),
                     [](const Word& word) { return word.is("until") || word.is("before"); });
}

// Whether every place of the evidence that names the word has it as the subject of a denied clause.
bool denied_subject(const Case& c, const Unit& unit) {
  bool seen = false;
  for (const Match& match : unit.matches) {
    if (match.nearness < 0.9) continue;
    const Reading& passage = c.evidence[match.passage];
    const Clause& clause = passage.clause_of(match.word);
    seen = true;
    if (limits(passage)) return false;
    if (!clause.subject.holds(match.word) || !clause.verb || !passage.denied[*clause.verb]) return false;
  }
  return seen;
}

bool denies(const Reading& reading) {
  return std::any_of(reading.negations.begin(), reading.negations.end(),
                     [](const Negation& n) { return n.first_word < n.last_word; });
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
      if (c.alignment.exact_share >= 0.5 && denied_subject(c, unit) && !denies(c.statement)) {
        findings.push_back({0.6, "the evidence denies it of '" + c.statement.words[unit.word].lower + "'"});
        return findings;
      }
      const std::set<Place> own = places_of(c, unit);
      double with = 0.0, total = 0.0;
      for (const Unit& other : c.alignment.units) {
        const bool compound = other.word + 1 == unit.word || unit.word + 1 == other.word;
        if (&other == &unit || compound || !clause.words.holds(other.word) || other.weight < 0.5) continue;
        total += other.weight;
        const std::set<Place> theirs = places_of(c, other);
        if (std::any_of(own.begin(), own.end(), [&](const Place& place) { return theirs.contains(place); }))
          with += other.weight;
      }
      bool amount = false;
      for (const Quantity& quantity : c.statement.quantities)
        amount |= clause.words.holds(quantity.first_word);
      if (total < 1.5 || with > 0.0 || amount) continue;
      const double sureness = std::clamp((c.alignment.exact_share - 0.2) / 0.35, 0.0, 1.0);
      findings.push_back({0.55 * sureness, "the evidence names '" + c.statement.words[unit.word].lower +
                                               "' in a sentence about something else"});
      return findings;
    }
  }
  return findings;
}

}  // namespace st::guard
