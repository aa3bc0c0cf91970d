#include <algorithm>
#include <optional>

#include "guard/actor.h"
#include "guard/finding.h"
#include "guard/restriction.h"
#include "guard/support.h"

namespace st::guard {
namespace {

// "only", "except", "unless" in the word's own sentence.
bool restricts(const Reading& reading, std::size_t word) {
  const std::size_t sentence = reading.clause_of(word).sentence;
  return std::any_of(reading.negations.begin(), reading.negations.end(), [&](const Negation& negation) {
    return (negation.kind == NegationKind::kOnly || negation.kind == NegationKind::kExcept) &&
           reading.clause_of(negation.first_word).sentence == sentence;
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
  const auto also_said = [&](std::string_view form) {
    return &reading != &statement && std::any_of(statement.words.begin(), statement.words.end(),
                                                 [&](const Word& other) { return other.is(form); });
  };
  if (restricts(reading, word)) return true;
  const Clause& clause = reading.clause_of(word);
  const bool denies =
      std::any_of(reading.negations.begin(), reading.negations.end(), [&](const Negation& negation) {
        return negation.first_word < negation.last_word && clause.words.holds(negation.first_word) &&
               !reading.words[negation.first_word].is("without");
      });
  for (std::size_t i = clause.words.first; denies && i < clause.words.last; ++i) {
    for (const std::string_view form : {"until", "before", "without"}) {
      if (reading.words[i].is(form) && !also_said(form)) return true;
    }
  }
  return false;
}

// The statement's own "nobody without a licence", where the evidence names a limit.
bool turns_twice(const Case& c, std::size_t word) {
  if (double_turn(c.statement, word, c.statement)) return true;
  const bool limited = std::any_of(c.evidence.begin(), c.evidence.end(), names_limit);
  const Clause& clause = c.statement.clause_of(word);
  std::size_t turns = 0;
  for (const Negation& negation : c.statement.negations)
    turns += clause.words.holds(negation.first_word) && negation.first_word < negation.last_word;
  return limited && turns > 1;
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

// How much of the limit the statement says.
double said_share(const Case& c, std::uint32_t p, const Restriction& restriction) {
  const Reading& passage = c.evidence[p];
  double total = 0.0, said = 0.0;
  for (std::uint32_t i = restriction.first; i < restriction.last; ++i) {
    if (!passage.words[i].content() || passage.in_quantity[i]) continue;
    total += 1.0;
    said += c.alignment.said_of[p][i] >= kRelated ? 1.0 : 0.0;
  }
  for (const Quantity& quantity : passage.quantities) {
    if (quantity.first_word < restriction.first || quantity.first_word >= restriction.last) continue;
    total += 1.0;
    said += std::any_of(c.statement.quantities.begin(), c.statement.quantities.end(),
                        [&](const Quantity& mine) { return same_amount(mine, quantity); })
                ? 1.0
                : 0.0;
  }
  return total > 0 ? said / total : 1.0;
}

// "Expired vouchers are accepted" for "vouchers are accepted unless they have expired".
std::optional<Finding> affirms_exception(const Case& c) {
  const bool turns = std::any_of(c.statement.negations.begin(), c.statement.negations.end(),
                                 [](const Negation&) { return true; });
  const bool limits = std::any_of(c.statement.words.begin(), c.statement.words.end(), [](const Word& word) {
    return word.is("until") || word.is("before") || word.is("long") || word.is("otherwise") ||
           word.is("but") || word.is("while");
  });
  if (turns || limits) return std::nullopt;
  const std::vector<SupportSentence> support = support_of(c);
  for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
    for (const Restriction& restriction : restrictions_of(c.evidence[p])) {
      if (restriction.kind != Restriction::Kind::kException || !rests_on(support, p, restriction.sentence))
        continue;
      const Reading& passage = c.evidence[p];
      bool denied = false;
      for (const Negation& negation : passage.negations) {
        denied |= negation.kind == NegationKind::kNot && negation.first_word < negation.last_word &&
                  passage.clause_of(negation.first_word).sentence == restriction.sentence;
      }
      if (denied || said_share(c, p, restriction) < 0.6) continue;
      return Finding{0.62,
                     "the evidence excepts '" + passage.quote(restriction.marker, restriction.last) + "'"};
    }
  }
  return std::nullopt;
}

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
  const auto mine = turns(c.statement), theirs = turns(passage);
  return mine.first != theirs.first || (mine.second != theirs.second && mine.first);
}

// "more than six", "after a week", "longer than": what lies beyond the amount.
bool exceeded(const Reading& reading, const Quantity& quantity) {
  return quantity.comparator == Comparator::kMoreThan || quantity.comparator == Comparator::kLessThan ||
         (quantity.bound_first > 0 && reading.words[quantity.bound_first - 1].is("after"));
}

// "Nobody under 16" against "at least 16": the bound is turned with the denial.
bool bound_is_turned(const Case& c) {
  for (const Quantity& said : c.statement.quantities) {
    for (const Reading& passage : c.evidence) {
      for (const Quantity& told : passage.quantities) {
        if (said.number == told.number && (opposed(said.comparator, told.comparator) ||
                                           exceeded(c.statement, said) != exceeded(passage, told)))
          return true;
      }
    }
  }
  return false;
}

// The main verb of a clause of the statement: turning it round turns the clause.
bool main_verb(const Reading& reading, std::uint32_t word) {
  const Clause& clause = reading.clause_of(word);
  if (clause.role != ClauseRole::kMain || reading.words[word].part != PartOfSpeech::kVerb || word == 0)
    return false;
  const PartOfSpeech left = reading.words[word - 1].part;
  return clause.verb == word || left == PartOfSpeech::kAuxiliary || left == PartOfSpeech::kModal;
}

bool subject_of_denied(const Reading& reading, std::uint32_t word) {
  const Clause& clause = reading.clause_of(word);
  return clause.subject.holds(word) && clause.verb && reading.denied[*clause.verb];
}

// "a submitted score": a mark of the thing, which is not what a denial denies.
bool attribute(const Reading& reading, std::uint32_t word) {
  if (word + 1 >= reading.words.size() || word == 0) return false;
  const PartOfSpeech left = reading.words[word - 1].part;
  const bool form =
      reading.words[word].part == PartOfSpeech::kAdjective ||
      (reading.words[word].part == PartOfSpeech::kVerb && reading.words[word].lower.ends_with("ed") &&
       left != PartOfSpeech::kNoun && left != PartOfSpeech::kPronoun);
  return form && reading.words[word + 1].part == PartOfSpeech::kNoun && left != PartOfSpeech::kAuxiliary &&
         left != PartOfSpeech::kModal;
}

// Whether the statement says what the evidence's sentence names after "unless", "until", "only": else it is
// no other way to put the same rule.
bool tells_limit(const Case& c, const Match& match) {
  using Kind = Restriction::Kind;
  const Reading& passage = c.evidence[match.passage];
  const std::size_t sentence = passage.clause_of(match.word).sentence;
  bool any = false;
  for (const Restriction& restriction : restrictions_of(passage)) {
    const bool turns = restriction.kind == Kind::kException || restriction.kind == Kind::kOnly ||
                       restriction.kind == Kind::kTime || restriction.kind == Kind::kWithout;
    if (restriction.sentence != sentence || !turns) continue;
    any = true;
    if (said_share(c, match.passage, restriction) >= 0.4) return true;
  }
  return !any;
}

// The statement's word is denied where the evidence affirms it, in every place the evidence has it.
bool turned(const Case& c, const Denials& denials, const Unit& unit) {
  const bool said = denials.said(unit.word);
  const bool subject_denied = subject_of_denied(c.statement, unit.word);
  bool seen = false;
  for (const Match& match : unit.matches) {
    if (match.nearness < 0.7) continue;
    const Reading& passage = c.evidence[match.passage];
    if (passage.standing[match.word] != Standing::kInForce) continue;
    if (passage.story && passage.story->role.holds(match.word)) return false;  // a role is not denied
    const bool agent = c.statement.words[unit.word].part == PartOfSpeech::kVerb && match.nearness < 1.0 &&
                       names_actor(passage, match.word);
    if (agent) continue;  // the planner is no planning
    seen = true;
    // "no classes take place" and "classes don't take place"
    if ((said || subject_denied) && (denials.told(match) || subject_of_denied(passage, match.word)))
      return false;
    if (denials.told(match) == said) return false;
    if (double_turn(passage, match.word, c.statement) && tells_limit(c, match)) return false;
  }
  return seen;
}

// "opens at 6 and closes at 8" for "open from 6 to 8": the statement says the opposite word as well.
bool said_too(const Case& c, const Match& opposite) {
  return std::any_of(c.alignment.units.begin(), c.alignment.units.end(), [&](const Unit& unit) {
    return unit.best.passage == opposite.passage && unit.best.word == opposite.word &&
           unit.best.nearness >= 0.8;
  });
}

}  // namespace

Findings ask_polarity(const Case& c) {
  Findings findings;
  if (auto finding = affirms_exception(c)) findings.push_back(std::move(*finding));
  const Denials denials(c);
  double turned_weight = 0.0, total = 0.0;
  const Unit* example = nullptr;
  for (const Unit& unit : c.alignment.units) {
    const Word& word = c.statement.words[unit.word];
    if (c.statement.standing[unit.word] != Standing::kInForce) continue;
    if (unit.opposite && !said_too(c, unit.opposed_by) &&
        denials.said(unit.word) == denials.told(unit.opposed_by)) {
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
    if (turns_twice(c, unit.word) || need_not(c.statement, unit.word)) continue;
    if (!attribute(c.statement, unit.word) && turned(c, denials, unit)) {
      turned_weight += main_verb(c.statement, unit.word) && unit.best.nearness >= 0.8 ? 100.0 : unit.weight;
      if (!example || word.part == PartOfSpeech::kVerb) example = &unit;
    }
  }
  if (example && turned_weight >= 0.3 * total && !bound_is_turned(c)) {
    const bool denied = denials.said(example->word);
    // In other words a thing that is denied on one side only may be denied on the other by its verb.
    const bool weak = turned_weight < 100.0 && c.alignment.exact_share < 0.4;
    findings.push_back({weak ? 0.4 : 0.7, std::string("the statement ") + (denied ? "denies" : "affirms") +
                                              " '" + c.statement.words[example->word].lower +
                                              "'; the evidence " + (denied ? "affirms" : "denies") +
                                              " it"});
  }
  return findings;
}

}  // namespace st::guard
