#include "combine/topic_match.h"

#include <algorithm>

namespace st::combine {
namespace {

// What speaks for and against a newer claim's being the new version of a statement, in log odds. Fitted by
// logistic regression on pairs of claims from backlogs with gold (docs/design/combiner.md), and rounded.
constexpr double kOldWordsInClaim = 3.0;  // times the share of the old claim's words in the new one
constexpr double kNewWordsInOld = 2.0;    // times the share of the new claim's words in the old one
constexpr double kOldWordsInStory = 1.0;  // times the share of the old claim's words in the new story
constexpr double kStoriesAlike = 6.5;     // times the likeness of the two stories as a whole
constexpr double kSubjectInOld = 0.4;     // times the share of the new claim's subject in the old claim
constexpr double kAreaUnknown = 1.1;      // or one area for all
constexpr double kSameArea = 2.0;         // besides, times the share of the stories that are in other areas
constexpr double kChangeCue = 0.2;        // a word of change in the new story, two at most
constexpr double kOtherAmount = 1.3;      // both state an amount of one kind, and not the same
constexpr double kSameAmount = 2.0;
constexpr double kOtherAnswer = 1.6;      // both answer one question, and not alike
constexpr double kDenial = -0.6;          // one denies, the other does not
constexpr double kAmountGoesAway = -1.1;  // the old one states an amount, the new one none of its kind
constexpr double kNewIsNarrower =
    -0.4;                            // the new claim is limited to something the old story never mentions
constexpr double kException = -2.0;  // it opens with that limit: an exception beside the rule
constexpr double kOldIsNarrower = -0.5;  // the old one is an exception: a general rule does not end it
constexpr double kRestIsKept = -2.0;     // the new story says that the rest stays as it was
constexpr double kWeakRule = -0.5;       // the new claim reads more like background than like a rule
constexpr double kFirmRule = 1.00;
constexpr double kUndated = -3.0;        // no day says which of two is the newer: words alone end little
constexpr double kUndatedAmount = -1.5;  // the same where another amount says that something changed

// What all this must come to. Of two errors the statement that stays too long weighs the more, since there
// are fewer of them: a pair replaces from odds of one to three.
constexpr double kNeeded = 6.2;

// How alike two claims are that say the same. Joined claims lose their own words in the document, so it
// takes much.
constexpr double kSameWithAmount = 0.65;
constexpr double kSameByWords = 0.90;

double shared_context(const PreparedStory& story, const Reading& claim, const Reading& old,
                      const StoryReading& old_story, const TermTable& table) {
  double context = kOldWordsInClaim * meaning_coverage(old.terms, claim.terms, table);
  context += kNewWordsInOld * meaning_coverage(claim.terms, old.terms, table);
  context += kOldWordsInStory * coverage(old.terms, story.reading.all, table);
  context += kStoriesAlike * similarity(story.reading.all, old_story.all, table);
  context += kSubjectInOld * meaning_coverage(claim.subject, old.terms, table);
  if (story.reading.area.empty() || old_story.area.empty()) return context + kAreaUnknown;
  if (story.reading.area != old_story.area) return context;
  return context + kAreaUnknown + kSameArea * (1.0 - story.reading.area_share);
}

// Whether what narrows a claim most is never mentioned by the other story.
bool outside(const TermSet& scope, const TermSet& story, const TermTable& table) {
  if (scope.empty()) return false;
  const auto lighter = [&](TermId a, TermId b) { return table.weight(a) < table.weight(b); };
  return !contains(story, *std::max_element(scope.begin(), scope.end(), lighter));
}

// What stands between the two: an amount, an answer, a denial.
double contrast(const PreparedStory& story, const Reading& claim, const Reading& old) {
  const QuantityRelation amounts = compare_quantities(claim.quantities, old.quantities);
  if (amounts.differ) return story.dated ? kOtherAmount : kOtherAmount + kUndatedAmount;
  if (amounts.agree) return kSameAmount;
  double strength = story.dated ? 0.0 : kUndated;
  if (!old.quantities.empty()) strength += kAmountGoesAway;
  if (facets_conflict(claim.facets, old.facets)) return strength + kOtherAnswer;
  return claim.negated != old.negated ? strength + kDenial : strength;
}

}  // namespace

double replacement_strength(const PreparedStory& story, const Reading& claim, const Reading& old,
                            const StoryReading& old_story, const TermTable& table) {
  double strength = shared_context(story, claim, old, old_story, table) + contrast(story, claim, old);
  strength += kChangeCue * static_cast<double>(std::min<std::size_t>(story.reading.change_cues, 2));
  if (outside(claim.scope, old_story.all, table)) strength += kNewIsNarrower;
  if (outside(claim.exception, old_story.all, table)) strength += kException;
  if (outside(old.scope, story.reading.all, table)) strength += kOldIsNarrower;
  if (claim.requirement < kFirmRule) strength += kWeakRule;
  if (story.reading.keeps_the_rest) strength += kRestIsKept;
  return strength - kNeeded;
}

bool says_the_same(const Reading& a, const Reading& b, const TermTable& table) {
  const QuantityRelation amounts = compare_quantities(a.quantities, b.quantities);
  if (amounts.differ || facets_conflict(a.facets, b.facets) || a.negated != b.negated) return false;
  const double alike = meaning_similarity(a.terms, b.terms, table);
  return alike >= (amounts.agree ? kSameWithAmount : kSameByWords) &&
         a.quantities.empty() == b.quantities.empty();
}

}  // namespace st::combine
