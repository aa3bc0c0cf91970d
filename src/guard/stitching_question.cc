#include <algorithm>
#include <optional>
#include <set>

#include "guard/finding.h"

namespace st::guard {
namespace {

struct Place {
  std::uint32_t passage = 0;
  std::size_t sentence = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

// Whether the sentence ends with a colon at its line's end: a heading of the sentences that follow.
bool heads_list(const Reading& reading, std::size_t word) {
  const std::size_t sentence = reading.clause_of(word).sentence;
  while (word + 1 < reading.words.size() && reading.clause_of(word + 1).sentence == sentence) ++word;
  return reading.words[word].is(":");
}

// Sentences, parted at semicolons too: numbers that no other part of the passage has.
std::size_t part_of(const Reading& reading, std::size_t word) {
  std::size_t marks = 0;
  for (std::size_t i = 0; i < word; ++i) marks += reading.words[i].is(";");
  return reading.clause_of(word).sentence + marks;
}

// `affirmed`: only where the evidence denies it as little as the statement does.
std::set<Place> places_of(const Case& c, const Unit& unit, bool affirmed = false) {
  constexpr std::size_t kItems = 12;
  std::set<Place> places;
  for (const Match& match : unit.matches) {
    if (match.nearness < 0.6) continue;
    const Reading& passage = c.evidence[match.passage];
    const std::size_t sentence = part_of(passage, match.word);
    if (affirmed && passage.denied[match.word] != c.statement.denied[unit.word]) continue;
    const std::size_t last = sentence + (heads_list(passage, match.word) ? kItems : 0);
    for (std::size_t at = sentence; at <= last; ++at) places.insert({match.passage, at});
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
         std::any_of(passage.quantities.begin(), passage.quantities.end(),
                     [](const Quantity& bound) {
                       return bound.comparator == Comparator::kMoreThan ||
                              bound.comparator == Comparator::kLessThan;
                     }) ||
         std::any_of(passage.words.begin(), passage.words.end(),
                     [](const Word& word) { return word.is("until") || word.is("before"); });
}

// "Applications without a photo are not accepted": the photo is not denied.
bool lacked(const Reading& passage, std::uint32_t word) {
  return std::any_of(passage.negations.begin(), passage.negations.end(), [&](const Negation& negation) {
    return passage.words[negation.first_word].is("without") && word >= negation.scope_begin &&
           word < negation.scope_end;
  });
}

// Whether every place of the evidence that names the word has it as the subject of a denied clause.
bool denied_subject(const Case& c, const Unit& unit) {
  bool seen = false;
  for (const Match& match : unit.matches) {
    if (match.nearness < 0.9) continue;
    const Reading& passage = c.evidence[match.passage];
    const Clause& clause = passage.clause_of(match.word);
    seen = true;
    if (limits(passage) || clause.role == ClauseRole::kCondition) return false;
    if (lacked(passage, match.word)) return false;
    if (!clause.subject.holds(match.word) || !clause.verb || !passage.denied[*clause.verb]) return false;
  }
  return seen;
}

bool denies(const Reading& reading) {
  return std::any_of(reading.negations.begin(), reading.negations.end(),
                     [](const Negation& n) { return n.first_word < n.last_word; });
}

const Unit* verb_before(const Case& c, const Clause& clause, std::uint32_t word) {
  const Unit* verb = nullptr;
  for (const Unit& unit : c.alignment.units) {
    const bool action = c.statement.words[unit.word].part == PartOfSpeech::kVerb && unit.weight >= 0.6;
    if (action && clause.words.holds(unit.word) && unit.word < word) verb = &unit;
  }
  return verb;
}

bool meet(const std::set<Place>& a, const std::set<Place>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Place& place) { return b.contains(place); });
}

bool joins(const Reading& reading, std::uint32_t at) {
  const auto& words = reading.words;
  return words[at].is("and") || words[at].is("or") ||
         (at > 1 && words[at].is("as") && words[at - 1].is("well"));
}

// "drag lessons and teachers": the second thing, joined to the first by "and" or "or", must stand in a
// sentence with the first or with the verb.
std::optional<Finding> wrongly_joined(const Case& c) {
  const auto& words = c.statement.words;
  for (const Unit& second : c.alignment.units) {
    if (!noun(c, second) || second.best.nearness < 0.9) continue;
    std::uint32_t joint = second.word;
    while (joint > 0 && second.word - joint < 3 && !joins(c.statement, joint)) --joint;
    if (joint > 2 && words[joint].is("as")) joint -= 2;  // "as well as"
    if (joint == 0 || !joins(c.statement, joint + (words[joint].is("as") ? 2 : 0))) continue;
    const Unit* first = c.alignment.unit_of(joint - 1);
    const bool thing = first != nullptr && (noun(c, *first) || words[joint - 1].lower.ends_with("s"));
    if (!thing || first->best.nearness < 0.9) continue;
    const Unit* verb = verb_before(c, c.statement.clause_of(second.word), joint);
    if (verb == nullptr || verb->best.nearness < 0.9) continue;
    const std::set<Place> act = places_of(c, *verb, true), one = places_of(c, *first),
                          two = places_of(c, second);
    if (!meet(one, act) || meet(two, act) || meet(two, one)) continue;
    return Finding{0.6, "the evidence says '" + words[verb->word].lower + "' of '" +
                            words[joint - 1].lower + "', not of '" + words[second.word].lower + "'"};
  }
  return std::nullopt;
}

}  // namespace

// A thing that the evidence names only in a sentence about something else, put into a clause that rests on
// another sentence: "bottles and crates can be returned" out of "bottles can be returned. Crates are
// heavy."
Findings ask_stitching(const Case& c) {
  Findings findings;
  if (auto finding = wrongly_joined(c)) return {std::move(*finding)};
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
        const std::set<Place> theirs = places_of(c, other);
        if (theirs.empty()) continue;
        total += other.weight;
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
