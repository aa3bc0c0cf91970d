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

// A clause of the evidence that says what this clause of the statement says.
struct Counterpart {
  const Reading* passage = nullptr;
  const Clause* clause = nullptr;
  double shared = 0.0;
};

std::vector<Counterpart> counterparts(const Case& c, const Clause& said) {
  constexpr double kNearlyAsMuch = 0.7;
  std::vector<Counterpart> all;
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
      if (shared > 0.0) all.push_back({&passage, &passage.clauses[k], shared});
      most = std::max(most, shared);
    }
  }
  std::erase_if(all, [&](const Counterpart& one) { return one.shared < kNearlyAsMuch * most; });
  std::stable_sort(all.begin(), all.end(),
                   [](const Counterpart& a, const Counterpart& b) { return a.shared > b.shared; });
  return all;
}

// A story's frame makes its body something the role can do, unless the story wants a thing to be so.
bool framed_as_ability(const Reading& reading, const Clause& clause) {
  return reading.story && reading.story->actor_acts && clause.words.holds(reading.story->body.first);
}

std::optional<Finding> compare(const Force& said, const Force& told, bool ability) {
  if (said.must && !told.must && (told.may || told.need_not || told.should || ability)) {
    return Finding{0.75, "the statement makes it a duty; the evidence leaves it free"};
  }
  if (said.should && !said.must && told.must && !told.should)
    return Finding{0.7, "the statement only advises it; the evidence demands it"};
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
    // Two clauses that say nearly as much: it is enough that one of them has the force.
    std::optional<Finding> against;
    const bool always =
        std::any_of(c.statement.words.begin() + static_cast<std::ptrdiff_t>(said.words.first),
                    c.statement.words.begin() + static_cast<std::ptrdiff_t>(said.words.last),
                    [](const Word& word) { return word.is("always") || word.is("must"); });
    for (const Counterpart& told : counterparts(c, said)) {
      const Force theirs = force_in(*told.passage, told.clause->words.first, told.clause->words.last);
      against = compare(mine, theirs, framed_as_ability(*told.passage, *told.clause));
      if (!against && always && !mine.may && theirs.may && !theirs.must && !theirs.must_not)
        against = Finding{0.6, "the statement says that it is always so; the evidence that it may be"};
      if (!against) break;
    }
    if (against) findings.push_back(std::move(*against));
  }
  return findings;
}

}  // namespace st::guard
