#include <algorithm>

#include "guard/finding.h"

namespace st::guard {
namespace {

bool restricts(const Reading& reading) {
  return std::any_of(reading.negations.begin(), reading.negations.end(), [](const Negation& negation) {
    return negation.kind == NegationKind::kOnly || negation.kind == NegationKind::kExcept;
  });
}

// Words by which a statement can say what a turned denial says.
bool names_limit(const Reading& statement) {
  return std::any_of(statement.words.begin(), statement.words.end(), [](const Word& word) {
    for (const std::string_view form :
         {"only",  "unless", "except", "until",    "before", "after",     "once",     "when",     "if",
          "must",  "has",    "have",   "need",     "needs",  "needed",    "required", "requires", "take",
          "takes", "always", "just",   "provided", "every",  "otherwise", "first"}) {
      if (word.lower == form) return true;
    }
    return false;
  });
}

// "No parcel leaves unless it is paid", "not before 8", "no one but": two turns that make a rule, no
// denial.
bool double_turn(const Reading& reading, std::size_t word, const Reading& statement) {
  if (!names_limit(statement)) return false;
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

// Denials without those refusals that both sides name: "can refuse" against "refuses".
class Denials {
 public:
  explicit Denials(const Case& c) : said_(c.statement.words.size()) {
    std::vector<Negation> mine;
    for (const Negation& negation : c.statement.negations) {
      const Unit* unit = negation.first_word < c.alignment.unit_at.size()
                             ? c.alignment.unit_of(negation.first_word)
                             : nullptr;
      if (negation.kind == NegationKind::kRefuse && unit && unit->best.nearness >= 0.6) continue;
      if (in_shared_phrase(c.statement, negation, c.evidence)) continue;
      mine.push_back(negation);
    }
    said_ = denied_words(c.statement.words, mine);
    for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
      std::vector<Negation> theirs;
      for (const Negation& negation : c.evidence[p].negations) {
        if (negation.kind == NegationKind::kRefuse && named(c, p, negation)) continue;
        if (in_shared_phrase(c.evidence[p], negation, {&c.statement, 1})) continue;
        theirs.push_back(negation);
      }
      told_.push_back(denied_words(c.evidence[p].words, theirs));
    }
  }

  bool said(std::uint32_t word) const { return said_[word]; }
  bool told(const Match& match) const { return told_[match.passage][match.word]; }

 private:
  // "at no cost" against "free": the phrase as a whole is said, its "no" denies nothing.
  static bool in_shared_phrase(const Reading& reading, const Negation& negation,
                               std::span<const Reading> others) {
    if (negation.first_word >= negation.last_word) return false;
    for (const std::uint32_t t : reading.terms_at[negation.first_word]) {
      if (!reading.terms[t].phrase()) continue;
      for (const Reading& other : others) {
        for (const Term& term : other.terms) {
          if (nearness(reading.terms[t], term) >= 0.7) return true;
        }
      }
    }
    return false;
  }

  static bool named(const Case& c, std::uint32_t p, const Negation& negation) {
    for (const Unit& unit : c.alignment.units) {
      for (const Match& match : unit.matches) {
        if (match.passage == p && match.word == negation.first_word && match.nearness >= 0.6) return true;
      }
    }
    return false;
  }

  std::vector<bool> said_;
  std::vector<std::vector<bool>> told_;
};

// Whether one side turns its sentence round and the other does not: then an opposite may say the same.
bool turns_differ(const Case& c, const Reading& passage) {
  const auto turns = [](const Reading& reading) {
    std::pair<bool, bool> kinds;
    for (const Negation& negation : reading.negations) {
      const bool limits = negation.kind == NegationKind::kOnly || negation.kind == NegationKind::kExcept;
      if (negation.first_word < negation.last_word) (limits ? kinds.second : kinds.first) = true;
    }
    return kinds;
  };
  return turns(c.statement) != turns(passage);
}

// "Nobody under 16" against "at least 16": the bound is turned with the denial.
bool bound_is_turned(const Case& c) {
  for (const Quantity& said : c.statement.quantities) {
    for (const Reading& passage : c.evidence) {
      for (const Quantity& told : passage.quantities) {
        if (said.number == told.number && opposed(said.comparator, told.comparator)) return true;
      }
    }
  }
  return false;
}

// The main verb of a clause of the statement: turning it round turns the clause.
bool main_verb(const Reading& reading, std::uint32_t word) {
  if (reading.words[word].part != PartOfSpeech::kVerb ||
      reading.clause_of(word).role != ClauseRole::kMain || word == 0)
    return false;
  const PartOfSpeech left = reading.words[word - 1].part;
  return left == PartOfSpeech::kAuxiliary || left == PartOfSpeech::kModal;
}

// The statement's word is denied where the evidence affirms it, in every place the evidence has it.
bool turned(const Case& c, const Denials& denials, const Unit& unit) {
  const bool said = denials.said(unit.word);
  bool seen = false;
  for (const Match& match : unit.matches) {
    if (match.nearness < 0.7) continue;
    const Reading& passage = c.evidence[match.passage];
    if (passage.standing[match.word] != Standing::kInForce) continue;
    seen = true;
    if (denials.told(match) == said || double_turn(passage, match.word, c.statement)) return false;
  }
  return seen;
}

}  // namespace

Findings ask_polarity(const Case& c) {
  Findings findings;
  const Denials denials(c);
  double turned_weight = 0.0, total = 0.0;
  const Unit* example = nullptr;
  for (const Unit& unit : c.alignment.units) {
    const Word& word = c.statement.words[unit.word];
    if (c.statement.standing[unit.word] != Standing::kInForce) continue;
    if (unit.opposite && denials.said(unit.word) == denials.told(unit.opposed_by)) {
      const Reading& passage = c.evidence[unit.opposed_by.passage];
      findings.push_back({turns_differ(c, passage) ? 0.25 : 0.6,
                          "the statement says '" + word.lower + "'; the evidence says the opposite, '" +
                              passage.words[unit.opposed_by.word].lower + "'"});
    }
    if (word.part != PartOfSpeech::kVerb && word.part != PartOfSpeech::kNoun &&
        word.part != PartOfSpeech::kAdjective)
      continue;
    if (!unit.best.found() || unit.best.nearness < 0.7) continue;
    total += unit.weight;
    if (double_turn(c.statement, unit.word, c.statement) || need_not(c.statement, unit.word)) continue;
    if (turned(c, denials, unit)) {
      turned_weight += main_verb(c.statement, unit.word) && unit.best.nearness >= 0.8 ? 100.0 : unit.weight;
      if (!example || word.part == PartOfSpeech::kVerb) example = &unit;
    }
  }
  if (example && turned_weight >= 0.3 * total && !bound_is_turned(c)) {
    const bool denied = denials.said(example->word);
    findings.push_back({0.7, std::string("the statement ") + (denied ? "denies" : "affirms") + " '" +
                                 c.statement.words[example->word].lower + "'; the evidence " +
                                 (denied ? "affirms" : "denies") + " it"});
  }
  return findings;
}

}  // namespace st::guard
