#include <algorithm>

#include "guard/finding.h"

namespace st::guard {
namespace {

bool restricts(const Reading& reading) {
  return std::any_of(reading.negations.begin(), reading.negations.end(), [](const Negation& negation) {
    return negation.kind == NegationKind::kOnly || negation.kind == NegationKind::kExcept;
  });
}

// "No parcel leaves unless it is paid", "not before 8", "no one but": two turns that make a rule, no
// denial.
bool double_turn(const Reading& reading, std::size_t word) {
  if (restricts(reading)) return true;
  const Clause& clause = reading.clause_of(word);
  for (std::size_t i = clause.words.first; i < clause.words.last; ++i) {
    if (reading.words[i].is("until") || reading.words[i].is("before") || reading.words[i].is("without"))
      return true;
  }
  return false;
}

bool need_not(const Reading& reading, std::size_t word) {
  const Clause& clause = reading.clause_of(word);
  return std::any_of(reading.cues.begin(), reading.cues.end(), [&](const ModalityCue& cue) {
    return cue.modality == Modality::kNeedNot && clause.words.holds(cue.first_word);
  });
}

// The statement's word is denied where the evidence affirms it, in every place the evidence has it.
bool turned(const Case& c, const Unit& unit) {
  const bool said = c.statement.denied[unit.word];
  bool seen = false;
  for (const Match& match : unit.matches) {
    if (match.nearness < 0.7) continue;
    const Reading& passage = c.evidence[match.passage];
    if (passage.standing[match.word] != Standing::kInForce) continue;
    seen = true;
    if (passage.denied[match.word] == said || double_turn(passage, match.word)) return false;
  }
  return seen;
}

}  // namespace

Findings ask_polarity(const Case& c) {
  Findings findings;
  double turned_weight = 0.0, total = 0.0;
  const Unit* example = nullptr;
  for (const Unit& unit : c.alignment.units) {
    const Word& word = c.statement.words[unit.word];
    if (unit.opposite &&
        c.statement.denied[unit.word] == c.evidence[unit.opposed_by.passage].denied[unit.opposed_by.word]) {
      const Reading& passage = c.evidence[unit.opposed_by.passage];
      findings.push_back({0.6, "the statement says '" + word.lower +
                                   "'; the evidence says the opposite, '" +
                                   passage.words[unit.opposed_by.word].lower + "'"});
    }
    if (word.part != PartOfSpeech::kVerb && word.part != PartOfSpeech::kNoun &&
        word.part != PartOfSpeech::kAdjective)
      continue;
    if (!unit.best.found() || unit.best.nearness < 0.7) continue;
    total += unit.weight;
    if (double_turn(c.statement, unit.word) || need_not(c.statement, unit.word)) continue;
    if (turned(c, unit)) {
      turned_weight += unit.weight;
      if (!example || word.part == PartOfSpeech::kVerb) example = &unit;
    }
  }
  if (example && turned_weight >= 0.3 * total) {
    const bool denied = c.statement.denied[example->word];
    findings.push_back({0.7, std::string("the statement ") + (denied ? "denies" : "affirms") + " '" +
                                 c.statement.words[example->word].lower + "'; the evidence " +
                                 (denied ? "affirms" : "denies") + " it"});
  }
  return findings;
}

}  // namespace st::guard
