#include "combine/topic_match.h"

#include <algorithm>

namespace st::combine {
namespace {

// How much context it takes before a newer claim replaces a statement, by what stands between them.
constexpr double kNeedWithOtherAmount = 0.60;
constexpr double kNeedWithSameAmount = 0.50;
constexpr double kNeedWithOtherAnswer = 0.60;
constexpr double kNeedWithDenial = 0.75;
constexpr double kNeedWithWordsAlone = 0.95;

constexpr double kNewIsNarrower =
    0.15;  // the new claim is limited to something the old story never mentions
constexpr double kOldIsNarrower = 0.30;  // the old one is an exception: a general rule does not end it
constexpr double kRestIsKept = 0.30;     // the new story says that the rest stays as it was
constexpr double kAmountGoesAway =
    0.30;  // the old one states an amount, the new one none, or one of another kind
constexpr double kFirmRule = 1.00;
constexpr double kOtherSubject = 0.30;  // each speaks of something that the other's story never mentions
constexpr double kUndated = 0.50;       // no day says which of two is the newer: words alone end little
constexpr double kWeakRule = 0.20;      // the new claim reads more like background than like a rule
constexpr double kChangeCue = 0.10;     // a word of change in the new story, two at most

// How alike two claims are that say the same. Joined claims lose their own words in the document, so it
// takes much.
constexpr double kSameWithAmount = 0.65;
constexpr double kSameByWords = 0.90;

double shared_context(const PreparedStory& story, const Reading& claim, const Reading& old,
                      const StoryReading& old_story, const TermTable& table) {
  double context = meaning_similarity(claim.terms, old.terms, table);
  context += 0.3 * coverage(old.terms, story.reading.all, table);
  context += 0.3 * coverage(claim.terms, old_story.all, table);
  context += 0.2 * similarity(story.reading.title, old_story.title, table);
  if (!story.reading.area.empty() && story.reading.area == old_story.area) context += 0.1;
  return context;
}

// Whether what narrows a claim most is never mentioned by the other story.
bool outside(const TermSet& scope, const TermSet& story, const TermTable& table) {
  if (scope.empty()) return false;
  const auto lighter = [&](TermId a, TermId b) { return table.weight(a) < table.weight(b); };
  return !contains(story, *std::max_element(scope.begin(), scope.end(), lighter));
}

// Whether none of the subject's words stands in the story.
bool apart(const TermSet& subject, const TermSet& story) {
  return !subject.empty() && intersection(subject, story).empty();
}

}  // namespace

double replacement_strength(const PreparedStory& story, const Reading& claim, const Reading& old,
                            const StoryReading& old_story, const TermTable& table) {
  double strength = shared_context(story, claim, old, old_story, table);
  strength += kChangeCue * static_cast<double>(std::min<std::size_t>(story.reading.change_cues, 2));
  if (outside(claim.scope, old_story.all, table)) strength -= kNewIsNarrower;
  if (outside(old.scope, story.reading.all, table)) strength -= kOldIsNarrower;
  if (apart(claim.subject, old_story.all) && apart(old.subject, story.reading.all))
    strength -= kOtherSubject;
  if (claim.requirement < kFirmRule) strength -= kWeakRule;
  if (story.reading.keeps_the_rest) strength -= kRestIsKept;
  const QuantityRelation amounts = compare_quantities(claim.quantities, old.quantities);
  if (amounts.differ) return strength - kNeedWithOtherAmount;
  if (amounts.agree) return strength - kNeedWithSameAmount;
  if (!story.dated) strength -= kUndated;
  if (!old.quantities.empty()) strength -= kAmountGoesAway;
  if (facets_conflict(claim.facets, old.facets)) return strength - kNeedWithOtherAnswer;
  if (claim.negated != old.negated) return strength - kNeedWithDenial;
  return strength - kNeedWithWordsAlone;
}

bool says_the_same(const Reading& a, const Reading& b, const TermTable& table) {
  const QuantityRelation amounts = compare_quantities(a.quantities, b.quantities);
  if (amounts.differ || facets_conflict(a.facets, b.facets) || a.negated != b.negated) return false;
  const double alike = meaning_similarity(a.terms, b.terms, table);
  return alike >= (amounts.agree ? kSameWithAmount : kSameByWords) &&
         a.quantities.empty() == b.quantities.empty();
}

}  // namespace st::combine
