#include "combine/edit_check.h"

#include <algorithm>

#include "combine/close_wording.h"
#include "combine/relatedness.h"
#include "guard/guard.h"

namespace st::combine {
namespace {

// How near a claim must be to a statement (relatedness.h) to touch it. Low: a rule in other words shares
// little. What shares less speaks of something else.
constexpr double kNearToRevise = 0.22;
constexpr double kNearToRetire = 0.25;
constexpr double kNearToMerge = 0.28;
constexpr double kPlainRule = 0.60;  // Reading::requirement: not to be set aside by a model

std::optional<RulingKind> kind_of(const std::string& what) {
  if (what == "add") return RulingKind::kAdd;
  if (what == "revise") return RulingKind::kRevise;
  if (what == "merge") return RulingKind::kMerge;
  if (what == "retire") return RulingKind::kRetire;
  if (what == "exception") return RulingKind::kException;
  if (what == "nothing") return RulingKind::kNothing;
  return std::nullopt;
}

const PreparedStory& story_of(const BatchScene& scene, ClaimPlace place) {
  return scene.stories[place.story]->prepared;
}

const Reading& reading_of(const BatchScene& scene, ClaimPlace place) {
  return story_of(scene, place).readings[place.claim];
}

const std::string& quote_of(const BatchScene& scene, ClaimPlace place) {
  return story_of(scene, place).claims[place.claim].claim.quote;
}

// The target as a standing: one in force, or what the partner's claim will make.
std::optional<Standing> target_of(const Ruling& ruling, const BatchScene& scene) {
  if (!ruling.partner) {
    const std::optional<std::size_t> i = scene.memory.find(ruling.statement_id);
    if (!i) return std::nullopt;
    return scene.memory.at(*i);
  }
  const PreparedStory& story = story_of(scene, *ruling.partner);
  Standing standing;
  standing.text = standing.quote = quote_of(scene, *ruling.partner);
  standing.readings = {reading_of(scene, *ruling.partner)};
  standing.story = story.index;
  return standing;
}

bool contradict(const Reading& a, const Reading& b) {
  const QuantityRelation amounts = compare_quantities(a.quantities, b.quantities);
  return (amounts.differ && !amounts.agree) || facets_conflict(a.facets, b.facets);
}

bool announces_an_end(const PreparedStory& story, const Reading& claim) {
  return !claim.taken_back.empty() || claim.negated || !claim.quoted_names.empty() ||
         !story.reading.taken_back.empty() || story.reading.change_cues > 0;
}

std::string refuse_merge(const Ruling& ruling, const Standing& target, double nearness,
                         const BatchScene& scene) {
  const std::string& quote = quote_of(scene, ruling.claim);
  if (contradict(reading_of(scene, ruling.claim), target.readings.front()))
    return "the claim does not say what " + std::string("the other says: their amounts or answers differ");
  if (nearness >= kNearToMerge) return "";
  const std::vector<std::string> evidence = {quote};
  if (Guard().check(target.text, evidence).supported) return "";
  return "the claim does not say what the other says";
}

std::string refuse_touch(const Ruling& ruling, const BatchScene& scene) {
  if (ruling.kind == RulingKind::kAdd || ruling.kind == RulingKind::kNothing) return "";
  const std::optional<Standing> target = target_of(ruling, scene);
  if (!target) return "that statement is not in force";
  if (!target->heading.empty()) return "that statement is part of a feature file";
  const PreparedStory& story = story_of(scene, ruling.claim);
  const double nearness = relatedness(story, ruling.claim.claim, *target, scene.context);
  switch (ruling.kind) {
    case RulingKind::kMerge:
      return refuse_merge(ruling, *target, nearness, scene);
    case RulingKind::kRevise:
      return nearness >= kNearToRevise ? "" : "the claim speaks of something else";
    case RulingKind::kRetire:
      if (nearness < kNearToRetire) return "the claim speaks of something else";
      return announces_an_end(story, reading_of(scene, ruling.claim)) ? "" : "the story takes nothing back";
    default:
      return "";
  }
}

std::string refuse_setting_aside(const Ruling& ruling, const BatchScene& scene) {
  if (ruling.kind != RulingKind::kNothing) return "";
  return reading_of(scene, ruling.claim).requirement < kPlainRule ? "" : "the claim is plainly a rule";
}

// Finds what the edit names. Empty: all of it is there.
std::string resolve(const RawEdit& edit, const BatchScene& scene, Ruling& ruling) {
  const std::optional<RulingKind> kind = kind_of(edit.what);
  if (!kind) return "there is no such edit; expected add, revise, merge, retire, exception or nothing";
  ruling.kind = *kind;
  const auto claim = scene.claims.find(edit.claim);
  if (claim == scene.claims.end() || !scene.asked.at(claim->second))
    return "the claim is none of those marked with *";
  ruling.claim = claim->second;
  if (ruling.kind == RulingKind::kAdd || ruling.kind == RulingKind::kNothing) return "";
  const auto statement = scene.statements.find(edit.target);
  const auto partner = scene.claims.find(edit.target);
  if (statement != scene.statements.end()) {
    ruling.statement_id = statement->second;
    return "";
  }
  if (partner == scene.claims.end()) return "\"of\" names no statement and no claim above";
  const bool same_story = partner->second.story == ruling.claim.story;
  const bool earlier = partner->second.story < ruling.claim.story;
  const bool within = same_story && ruling.kind == RulingKind::kMerge && partner->second != ruling.claim;
  if (!earlier && !within) return "\"of\" names a claim that is not of an earlier story";
  ruling.partner = partner->second;
  return "";
}

// The claims that a wording rests on beside its own, each of them needed.
std::string resolve_evidence(const RawEdit& edit, const BatchScene& scene, Ruling& ruling,
                             std::vector<std::string>& passages) {
  passages = {quote_of(scene, ruling.claim)};
  if (edit.rests_on.size() > kMostRests) return "it rests on too many claims";
  for (const std::string& label : edit.rests_on) {
    const auto found = scene.claims.find(label);
    if (found == scene.claims.end()) return "\"rests_on\" names no claim above";
    if (found->second == ruling.claim) continue;
    if (found->second.story > ruling.claim.story) return "\"rests_on\" names a claim of a later story";
    const Claim& claim = story_of(scene, found->second).claims[found->second.claim].claim;
    ruling.rests_on.push_back({claim.span, claim.quote});
    passages.push_back(claim.quote);
  }
  return "";
}

// A citation that nothing of the wording comes from is decoration.
bool all_needed(const std::string& text, const std::vector<std::string>& passages) {
  for (std::size_t i = 0; i < passages.size() && passages.size() > 1; ++i) {
    std::vector<std::string> others = passages;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    if (!too_far_from(text, others)) return false;
  }
  return true;
}

std::string refuse_wording(const RawEdit& edit, const BatchScene& scene, Ruling& ruling) {
  const bool worded = ruling.kind == RulingKind::kAdd || ruling.kind == RulingKind::kRevise ||
                      ruling.kind == RulingKind::kException;
  if (edit.text.empty() || !worded) return "";
  std::vector<std::string> passages;
  std::string refusal = resolve_evidence(edit, scene, ruling, passages);
  if (!refusal.empty()) return refusal;
  if (const auto why = misshapen(edit.text)) return "\"text\": " + *why;
  if (const auto why = too_far_from(edit.text, passages)) return "\"text\": " + *why;
  if (!all_needed(edit.text, passages)) return "\"rests_on\" names a claim that the text does not need";
  const Verdict verdict = Guard().check(edit.text, passages);
  if (!verdict.supported) {
    return "\"text\": " + (verdict.reasons.empty() ? std::string("its claims do not support it")
                                                   : verdict.reasons.front());
  }
  ruling.text = edit.text;
  return "";
}

}  // namespace

CheckedEdit check_edit(const RawEdit& edit, const BatchScene& scene) {
  Ruling ruling;
  std::string refusal = resolve(edit, scene, ruling);
  if (refusal.empty()) refusal = refuse_touch(ruling, scene);
  if (refusal.empty()) refusal = refuse_setting_aside(ruling, scene);
  if (refusal.empty()) refusal = refuse_wording(edit, scene, ruling);
  if (!refusal.empty()) return refusal;
  return ruling;
}

}  // namespace st::combine
