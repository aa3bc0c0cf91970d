#include <algorithm>

#include "guard/actor.h"
#include "guard/finding.h"

namespace st::guard {
namespace {

double actor_nearness(const Reading& a, std::uint32_t x, const Reading& b, std::uint32_t y) {
  double best = 0.0;
  // "serving staff" is not any staff: where the word is part of a set phrase, the phrase counts.
  const bool phrase = std::any_of(a.terms_at[x].begin(), a.terms_at[x].end(),
                                  [&](std::uint32_t t) { return a.terms[t].phrase(); });
  for (const std::uint32_t s : a.terms_at[x]) {
    if (phrase && !a.terms[s].phrase() && a.words[x].lemma != b.words[y].lemma) continue;
    for (const std::uint32_t t : b.terms_at[y]) best = std::max(best, nearness(a.terms[s], b.terms[t]));
  }
  return best;
}

// How much of what the statement's action says stands in that action of the evidence, 0 to 1.
double overlap(const Case& c, const Action& said, std::uint32_t passage, const Action& told) {
  double total = 0.0, shared = 0.0;
  for (const Unit& unit : c.alignment.units) {
    if (unit.word < said.first || unit.word >= said.last || unit.word == said.actor) continue;
    total += unit.weight;
    for (const Match& match : unit.matches) {
      if (match.passage == passage && match.word >= told.first && match.word < told.last) {
        shared += unit.weight * match.nearness;
        break;
      }
    }
  }
  return total > 0 ? shared / total : 0.0;
}

// The very act, in other company: "donors may close it" for "the owner may close it".
bool same_act(const Case& c, const Action& said, std::uint32_t passage, const Action& told) {
  constexpr double kPlainVerb = 0.6;
  if (!said.verb || !told.verb) return false;
  const Unit* unit = c.alignment.unit_of(*said.verb);
  return unit != nullptr && unit->weight >= kPlainVerb && said.by_phrase == told.by_phrase &&
         std::any_of(unit->matches.begin(), unit->matches.end(), [&](const Match& match) {
           return match.passage == passage && match.word == *told.verb && match.nearness > 0.99;
         });
}

// "The donor sees it" for "it is shown to the donor": a sentence that names no doer says more of the action
// than the rival's, and names the actor.
bool told_of(const Case& c, const Action& said, double least) {
  for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
    const Reading& passage = c.evidence[p];
    if (!actions_of(passage).empty()) continue;
    const Action whole{said.actor, std::nullopt, 0, static_cast<std::uint32_t>(passage.words.size()),
                       false};
    if (overlap(c, said, p, whole) < least) continue;
    for (std::uint32_t i = 0; i < passage.words.size(); ++i) {
      if (actor_nearness(c.statement, said.actor, passage, i) >= 0.8) return true;
    }
  }
  return false;
}

struct Rival {
  const Reading* passage = nullptr;
  Action action;
  double overlap = 0.0;
};

}  // namespace

Findings ask_actor(const Case& c) {
  Findings findings;
  for (const Action& said : actions_of(c.statement)) {
    Rival other;
    bool right = false, known = false;
    for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
      for (const Action& told : actions_of(c.evidence[p])) {
        const double shared = std::max(overlap(c, said, p, told), same_act(c, said, p, told) ? 0.5 : 0.0);
        const double near = actor_nearness(c.statement, said.actor, c.evidence[p], told.actor);
        known |= near >= 0.6;
        right |= near >= 0.6 && shared >= 0.25;
        if (near < 0.6 && shared > other.overlap) other = {&c.evidence[p], told, shared};
      }
    }
    if (right || !other.passage || other.overlap < 0.3 || told_of(c, said, other.overlap)) continue;
    const std::string who = "'" + c.statement.quote(said.actor, said.actor + 1) + "'";
    const std::string rival = "'" + other.passage->quote(other.action.actor, other.action.actor + 1) + "'";
    findings.push_back(
        {known ? 0.7 : 0.6, "the statement says that " + who + " does it; the evidence says " + rival});
  }
  return findings;
}

}  // namespace st::guard
