#include <algorithm>
#include <optional>
#include <string>

#include "guard/actor.h"
#include "guard/finding.h"
#include "guard/support.h"

namespace st::guard {
namespace {

// The share of unfound weight that a statement may have: little where it otherwise keeps the evidence's
// words, more where it is worded anew and some words are bound to be beyond the lexicon. `reworded`: of
// what is not word for word in the evidence, the share that is there in other words.
double allowance(double exact_share, double reworded) {
  constexpr double kNearlyVerbatim = 0.6, kOtherWords = 0.3, kLeast = 0.1, kMost = 0.8, kByRewording = 0.3;
  const double by_words =
      std::clamp((kNearlyVerbatim - exact_share) / (kNearlyVerbatim - kOtherWords), 0.0, 1.0);
  return kLeast + std::max((kMost - kLeast) * by_words, kByRewording * reworded);
}

// Who or what it is, where the evidence leaves that open: "students repeat it" for "it may be repeated",
// "a parcel weighs at most 5 kg" for "Largest weight: 5 kg".
bool unsaid_subject(const Case& c, const Unit& unit) {
  const Clause& clause = c.statement.clause_of(unit.word);
  const auto head = head_noun(c.statement.words, clause.subject);
  if (!head || *head != unit.word) return false;
  return std::any_of(c.evidence.begin(), c.evidence.end(), [&](const Reading& passage) {
    return !passage.story &&
           std::any_of(passage.clauses.begin(), passage.clauses.end(), [&](const Clause& told) {
             return told.words.last - told.words.first > 2 &&
                    (!told.verb || told.subject.empty() || (told.passive && !clause.passive));
           });
  });
}

constexpr double kOpenSubject = 0.4;  // of its weight, where the evidence names no subject

std::string list_of(const Case& c, const std::vector<const Unit*>& units) {
  std::string list;
  for (const Unit* unit : units)
    list += (list.empty() ? "'" : ", '") + c.statement.words[unit->word].lower + "'";
  return list;
}

// A whole clause of the statement of which no passage says anything.
std::optional<Finding> added_clause(const Case& c) {
  constexpr double kSays = 2.4;
  if (c.statement.clauses.size() < 2 || c.alignment.exact_share < 0.3) return std::nullopt;
  for (const Clause& clause : c.statement.clauses) {
    if (clause.role != ClauseRole::kMain) continue;
    double total = 0.0, found = 0.0;
    for (const Unit& unit : c.alignment.units) {
      if (!clause.words.holds(unit.word)) continue;
      total += unit.weight;
      found += unit.weight * unit.best.nearness;
    }
    for (const Quantity& quantity : c.statement.quantities)
      if (clause.words.holds(quantity.first_word)) found += 1.0;
    if (total >= kSays && found < 0.2 * total) {
      return Finding{0.6,
                     "no passage says '" + c.statement.quote(clause.words.first, clause.words.last) + "'"};
    }
  }
  return std::nullopt;
}

// A note like "Opening hours: 9-18" says its amounts and names; verbs and the thing are told by whoever
// reads it. The statement names an amount of it and nearly all of its words.
bool tells_note(const Case& c) {
  double total = 0.0, said = 0.0;
  bool verb = false;
  for (const SupportSentence& at : support_of(c)) {
    const Reading& passage = c.evidence[at.passage];
    for (const Clause& clause : passage.clauses)
      verb |= clause.sentence == at.sentence && clause.verb && !clause.subject.empty();
    for (const Quantity& quantity : passage.quantities) {
      if (passage.clause_of(quantity.first_word).sentence != at.sentence) continue;
      if (std::none_of(c.statement.quantities.begin(), c.statement.quantities.end(),
                       [&](const Quantity& mine) { return same_amount(mine, quantity); }))
        return false;
    }
    for (std::uint32_t i = 0; i < passage.words.size(); ++i) {
      if (passage.clause_of(i).sentence != at.sentence || !passage.words[i].content() ||
          passage.in_quantity[i])
        continue;
      verb |= passage.words[i].part == PartOfSpeech::kVerb && i > 0 &&
              passage.words[i - 1].part == PartOfSpeech::kAuxiliary;
      total += 1.0;
      said += c.alignment.said_of[at.passage][i] >= kRelated ? 1.0 : 0.0;
    }
  }
  return !verb && !c.statement.quantities.empty() && total > 0 && said >= 0.6 * total;
}

}  // namespace

Findings ask_added(const Case& c) {
  double total = 0.0, missing = 0.0, near = 0.0;
  std::vector<const Unit*> unfound;
  for (const Unit& unit : c.alignment.units) {
    const bool open = !unit.best.found() && unsaid_subject(c, unit);
    if (open && names_actor(c.statement, unit.word)) continue;
    total += unit.weight;
    if (unit.best.found() && !unit.exact()) near += unit.weight * unit.best.nearness;
    if (unit.best.found() || c.statement.standing[unit.word] != Standing::kInForce) continue;
    missing += open ? kOpenSubject * unit.weight : unit.weight;
    if (unit.weight >= 0.5) unfound.push_back(&unit);
  }
  if (total == 0.0 || unfound.empty()) return {};
  if (auto finding = added_clause(c)) return {std::move(*finding)};
  const double share = missing / total;
  const double allowed = allowance(c.alignment.exact_share, near / (near + missing));
  const double gravity = std::clamp(0.5 + 1.2 * (share - allowed), 0.0, 0.9);
  // A verb or two that the lexicon can't place are more often a rewording than an invention.
  const bool one_verb =
      unfound.size() <= 2 && std::all_of(unfound.begin(), unfound.end(), [&](const Unit* unit) {
        return c.statement.words[unit->word].part == PartOfSpeech::kVerb;
      });
  // Nor does a statement in other words fall by strange words alone: something else has to speak against
  // it.
  const bool other_words = c.alignment.exact_share < 0.5 && c.alignment.soft_share >= 0.15;
  return {{one_verb || other_words || tells_note(c) ? std::min(gravity, 0.42) : gravity,
           "no passage says " + list_of(c, unfound)}};
}

}  // namespace st::guard
