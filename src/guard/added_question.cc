#include <algorithm>
#include <string>

#include "guard/actor.h"
#include "guard/finding.h"

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

// Who does it, where the evidence leaves that open: "students repeat it" for "it may be repeated".
bool unsaid_agent(const Case& c, const Unit& unit) {
  const Clause& clause = c.statement.clause_of(unit.word);
  if (!clause.subject.holds(unit.word) || clause.passive || !names_actor(c.statement, unit.word))
    return false;
  return std::any_of(c.evidence.begin(), c.evidence.end(), [](const Reading& passage) {
    return !passage.story && std::any_of(passage.clauses.begin(), passage.clauses.end(),
                                         [](const Clause& told) { return told.passive; });
  });
}

std::string list_of(const Case& c, const std::vector<const Unit*>& units) {
  std::string list;
  for (const Unit* unit : units)
    list += (list.empty() ? "'" : ", '") + c.statement.words[unit->word].lower + "'";
  return list;
}

}  // namespace

Findings ask_added(const Case& c) {
  double total = 0.0, missing = 0.0, near = 0.0;
  std::vector<const Unit*> unfound;
  for (const Unit& unit : c.alignment.units) {
    if (!unit.best.found() && unsaid_agent(c, unit)) continue;
    total += unit.weight;
    if (unit.best.found() && !unit.exact()) near += unit.weight * unit.best.nearness;
    if (unit.best.found() || c.statement.standing[unit.word] != Standing::kInForce) continue;
    missing += unit.weight;
    if (unit.weight >= 0.5) unfound.push_back(&unit);
  }
  if (total == 0.0 || unfound.empty()) return {};
  const double share = missing / total;
  const double allowed = allowance(c.alignment.exact_share, near / (near + missing));
  const double gravity = std::clamp(0.5 + 1.2 * (share - allowed), 0.0, 0.9);
  // A single verb that the lexicon can't place is more often a rewording than an invention.
  const bool one_verb =
      unfound.size() == 1 && c.statement.words[unfound.front()->word].part == PartOfSpeech::kVerb;
  // Nor does a statement in other words fall by strange words alone: something else has to speak against
  // it.
  const bool other_words = c.alignment.exact_share < 0.42 && c.alignment.soft_share >= 0.15;
  return {{one_verb || other_words ? std::min(gravity, 0.42) : gravity,
           "no passage says " + list_of(c, unfound)}};
}

}  // namespace st::guard
