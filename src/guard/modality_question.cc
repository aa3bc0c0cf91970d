#include <algorithm>
#include <optional>

#include "guard/finding.h"

namespace st::guard {
namespace {

using enum Modality;

// The cues that rule a clause, benefit clauses left out.
struct Force {
  bool may = false, must = false, need_not = false, must_not = false, should = false;
};

Force force_in(const Reading& reading, std::size_t first, std::size_t last) {
  Force force;
  for (const ModalityCue& cue : reading.cues) {
    if (cue.first_word < first || cue.first_word >= last || reading.purpose[cue.first_word]) continue;
    // "As a clerk I need to ..." is the frame's "want".
    const bool frame = reading.story && cue.first_word >= reading.story->role.last &&
                       cue.first_word < reading.story->body.first;
    if (frame && reading.words[cue.first_word].lemma == "need") continue;
    force.may |= cue.modality == kMay;
    force.must |= cue.modality == kMust;
    force.need_not |= cue.modality == kNeedNot;
    force.must_not |= cue.modality == kMustNot;
    force.should |= cue.modality == kShould;
  }
  return force;
}

// The evidence's clause that says most of what this clause of the statement says.
struct Counterpart {
  const Reading* passage = nullptr;
  const Clause* clause = nullptr;
};

Counterpart counterpart(const Case& c, const Clause& said) {
  Counterpart best;
  double most = 0.0;
  for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
    const Reading& passage = c.evidence[p];
    for (std::uint32_t k = 0; k < passage.clauses.size(); ++k) {
      if (passage.clauses[k].role == ClauseRole::kPurpose) continue;
      double shared = 0.0;
      for (const Unit& unit : c.alignment.units) {
        if (!said.words.holds(unit.word)) continue;
        for (const Match& match : unit.matches) {
          if (match.passage != p || passage.clause_at[match.word] != k) continue;
          shared += unit.weight * match.nearness;
          break;
        }
      }
      if (shared > most) {
        most = shared;
        best = {&passage, &passage.clauses[k]};
      }
    }
  }
  return best;
}

// A story's frame makes its body something the role can do, unless the story wants a thing to be so.
bool framed_as_ability(const Reading& reading, const Clause& clause) {
  return reading.story && reading.story->actor_acts && clause.words.holds(reading.story->body.first);
}

std::optional<Finding> compare(const Force& said, const Force& told, bool ability) {
  if (said.must && !told.must && (told.may || told.need_not || told.should || ability)) {
    return Finding{0.75, "the statement makes it a duty; the evidence leaves it free"};
  }
  if (said.need_not && told.must && !told.need_not)
    return Finding{0.75, "the statement makes it optional; the evidence demands it"};
  if (said.may && !said.must && told.must && !told.may && !told.must_not) {
    return Finding{0.6, "the statement leaves it free; the evidence demands it"};
  }
  if (said.must_not && (told.need_not && !told.must_not))
    return Finding{0.7, "the statement forbids it; the evidence only says it is not needed"};
  return std::nullopt;
}

}  // namespace

Findings ask_modality(const Case& c) {
  Findings findings;
  for (const Clause& said : c.statement.clauses) {
    if (said.role == ClauseRole::kPurpose) continue;
    const Force mine = force_in(c.statement, said.words.first, said.words.last);
    const Counterpart told = counterpart(c, said);
    if (!told.passage) continue;
    const Force theirs = force_in(*told.passage, told.clause->words.first, told.clause->words.last);
    if (auto finding = compare(mine, theirs, framed_as_ability(*told.passage, *told.clause)))
      findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace st::guard
