#include "combine/propose.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/unicode.h"
#include "combine/gate.h"
#include "combine/gherkin.h"
#include "combine/topic_match.h"

namespace st::combine {
namespace {

constexpr double kPlainRule = 0.60;  // a claim that reads like a rule: it is the better wording of two
constexpr std::size_t kNeighbours =
    100;  // claims to either side that may say the same; stories rarely have more
constexpr double kRepeatsInStory = 0.27;         // of a claim's weight, found in another of its story
constexpr double kRepeatsWithSameAmount = 0.05;  // the same where both state the same amount
constexpr double kCriterionRepeats = 0.75;
constexpr double kCriterionInSentence = 0.40;
constexpr double kCriterionWithSameAmount = 0.40;
constexpr double kCriterionBonus = 8.0;      // in weight: a criterion is the better wording of two alike
constexpr double kTakenBackCoverage = 0.50;  // of what a clause takes back, found in the statement
constexpr double kTakenBackInClaim = 0.30;   // of the same, in the statement's own words
constexpr double kOnlyTakesBack = 0.60;      // of the claim's own terms, in what it takes back
constexpr double kTitleTakenBack = 0.80;     // of the old story's title, found in what is taken back
constexpr double kReplacingRule = 0.30;      // how much of a rule a claim must be to replace a statement
constexpr std::size_t kBareConfirmation =
    3;                                     // terms of a claim that says no more than that something stays
constexpr double kTakenBackWeight = 0.65;  // in terms of the rarest term's weight

// The work of proposing for one story: which claims have their move, and which statements were touched.
class Proposal {
 public:
  Proposal(const PreparedStory& story, const std::vector<const PreparedStory*>& stories,
           const Memory& memory, const std::vector<std::size_t>& candidates, const TermTable& table)
      : story_(story),
        stories_(stories),
        memory_(memory),
        candidates_(candidates),
        table_(table),
        placed_(story.claims.size(), false),
        has_scenarios_(std::any_of(story.claims.begin(), story.claims.end(), [](const SegmentedClaim& c) {
          return c.kind == ClaimKind::kScenario;
        })) {}

  std::vector<Move> run() {
    set_aside_background();
    restate_features();
    join_repeats();
    take_back();
    replace_statements();
    add_the_rest();
    add_orphans();
    std::stable_sort(moves_.begin(), moves_.end(),
                     [](const Move& a, const Move& b) { return a.claim < b.claim; });
    return std::move(moves_);
  }

 private:
  const Reading& reading(std::size_t claim) const { return story_.readings[claim]; }
  const SegmentedClaim& claim(std::size_t i) const { return story_.claims[i]; }

  void place(Move move) {
    placed_[move.claim] = true;
    if (!move.statement_id.empty()) touched_.insert(move.statement_id);
    moves_.push_back(std::move(move));
  }

  bool available(std::size_t standing) const {
    return memory_.at(standing).in_force && !touched_.contains(memory_.at(standing).statement_id);
  }

  // Background, opinions, plans, and "release time stays".
  void set_aside_background() {
    for (std::size_t i = 0; i < story_.claims.size(); ++i) {
      const bool background = reading(i).requirement < 0.0;
      const bool says_nothing_new = reading(i).confirms && reading(i).terms.size() <= kBareConfirmation;
      if (background || says_nothing_new) place({EditKind::kSetAside, i, "", 0, kNoRequirement});
    }
  }

  // A feature file stands for the whole feature: what it does not repeat is gone.
  void restate_features() {
    std::set<std::string> headings;
    for (const SegmentedClaim& c : story_.claims) {
      if (c.kind == ClaimKind::kScenario) headings.insert(to_lower(c.heading));
    }
    for (const std::string& heading : headings) restate(heading);
  }

  void restate(const std::string& heading) {
    std::vector<std::size_t> old = memory_.feature(heading, story_.reading.area);
    for (std::size_t i = 0; i < story_.claims.size(); ++i) {
      if (placed_[i] || to_lower(claim(i).heading) != heading) continue;
      const std::optional<std::size_t> match = take_match(old, claim(i));
      if (!match) continue;
      const Standing& standing = memory_.at(*match);
      const bool same = standing.quote == claim(i).claim.quote;
      place({same ? EditKind::kMerge : EditKind::kRevise, i, standing.statement_id, 0,
             same ? "repeated" : "superseded"});
    }
    if (old.empty()) return;
    for (std::size_t i = 0; i < story_.claims.size(); ++i) {
      if (to_lower(claim(i).heading) != heading) continue;
      for (const std::size_t gone : old) place_retire(i, gone, "superseded");
      return;
    }
  }

  // The statement of the old version that this block is a newer version of; it is taken out of `old`.
  std::optional<std::size_t> take_match(std::vector<std::size_t>& old, const SegmentedClaim& c) const {
    const std::string key = block_key(c.kind, c.claim.quote);
    for (std::size_t k = 0; k < old.size(); ++k) {
      const Standing& standing = memory_.at(old[k]);
      if (standing.kind != c.kind || block_key(standing.kind, standing.quote) != key) continue;
      const std::size_t found = old[k];
      old.erase(old.begin() + static_cast<std::ptrdiff_t>(k));
      return found;
    }
    return std::nullopt;
  }

  // Scenarios are told apart by their titles; a feature has one narrative and one background.
  static std::string block_key(ClaimKind kind, const std::string& quote) {
    if (kind != ClaimKind::kScenario) return "";
    const GherkinFeature parsed = parse_gherkin("Feature: x\n" + quote);
    return parsed.blocks.empty() ? quote : to_lower(parsed.blocks.front().title);
  }

  void place_retire(std::size_t claim_index, std::size_t standing, const std::string& reason) {
    const bool had_place = placed_[claim_index];
    place({EditKind::kRetire, claim_index, memory_.at(standing).statement_id, 0, reason});
    placed_[claim_index] = had_place;
  }

  // Two claims of one story that say the same: the one that says less joins the one that says more.
  void join_repeats() {
    for (std::size_t i = 0; i < story_.claims.size(); ++i) {
      if (!can_join(i)) continue;
      if (const std::optional<std::size_t> host = repeated_by(i)) {
        place({EditKind::kMerge, i, "", *host, "repeated"});
        joined_[i] = *host;
      }
    }
  }

  bool can_join(std::size_t i) const {
    return !placed_[i] && claim(i).kind != ClaimKind::kScenario && !is_feature_part(i);
  }

  // The claim of the same story that says all that this one says, and more. Where both state the same
  // amount, the amount is what they are about: any shared word will do, and the criterion is the better
  // wording.
  std::optional<std::size_t> repeated_by(std::size_t i) const {
    std::optional<std::size_t> host;
    double best = -1.0;
    const std::size_t first = i > kNeighbours ? i - kNeighbours : 0;
    const std::size_t last = std::min(story_.claims.size(), i + kNeighbours);
    for (std::size_t k = first; k < last; ++k) {
      if (k == i || !can_join(k)) continue;
      const QuantityRelation amounts = compare_quantities(reading(i).quantities, reading(k).quantities);
      const bool says_another_amount = !reading(i).quantities.empty() && !amounts.agree;
      if ((amounts.differ && !amounts.agree) || says_another_amount || !hosts(k, i, amounts.agree))
        continue;
      const double contained = meaning_coverage(reading(i).terms, reading(k).terms, table_);
      if (contained >= contained_to_join(i, k, amounts.agree) && contained > best) {
        best = contained;
        host = k;
      }
    }
    return host;
  }

  // Criteria are parted by their author: two of them are two facts unless one says all of the other.
  double contained_to_join(std::size_t i, std::size_t k, bool same_amount) const {
    if (claim(i).kind != ClaimKind::kCriterion)
      return same_amount ? kRepeatsWithSameAmount : kRepeatsInStory;
    if (same_amount) return kCriterionWithSameAmount;
    return claim(k).kind == ClaimKind::kCriterion ? kCriterionRepeats : kCriterionInSentence;
  }

  // An order without ties, so that of two claims exactly one can host the other: rules before background,
  // then the one that says more.
  bool hosts(std::size_t k, std::size_t i, bool same_amount) const {
    const auto key = [&](std::size_t c) {
      const bool criterion = claim(c).kind == ClaimKind::kCriterion;
      const double fullness = table_.weight(reading(c).terms) + (criterion ? kCriterionBonus : 0.0);
      const bool want = claim(c).kind == ClaimKind::kWant;
      return std::tuple(!want, reading(c).requirement >= kPlainRule, same_amount && criterion, fullness,
                        -static_cast<double>(c));
    };
    return key(k) > key(i);
  }

  void take_back() {
    for (std::size_t i = 0; i < story_.claims.size(); ++i) {
      for (const TermSet& gone : reading(i).taken_back) take_back_terms(i, gone);
    }
    if (story_.claims.empty()) return;
    for (const TermSet& gone : story_.reading.taken_back) take_back_terms(0, gone);
  }

  // A claim that does no more than take something back has its place with what it took back; one that also
  // says something new goes on to be placed.
  void take_back_terms(std::size_t i, const TermSet& gone) {
    if (end_what_is_named(i)) {
      placed_[i] = true;
      return;
    }
    const std::size_t before = moves_.size();
    for (const std::size_t standing : candidates_) {
      if (available(standing) && is_taken_back(memory_.at(standing), gone))
        place_retire(i, standing, "retired");
    }
    if (moves_.size() > before && coverage(reading(i).terms, gone, table_) >= kOnlyTakesBack)
      placed_[i] = true;
  }

  // 'The feature "Adding a book" is removed': the name says what ends, and all of it. Whether something
  // did.
  bool end_what_is_named(std::size_t i) {
    const std::size_t before = moves_.size();
    for (const std::string& name : reading(i).quoted_names) {
      for (const std::size_t standing : memory_.feature(name, story_.reading.area)) {
        if (available(standing)) place_retire(i, standing, "retired");
      }
    }
    return moves_.size() > before;
  }

  bool is_taken_back(const Standing& old, const TermSet& gone) const {
    if (old.kind == ClaimKind::kScenario) return false;
    const StoryReading& old_story = stories_[old.story]->reading;
    TermSet said;
    for (const Reading& r : old.readings) said = union_of(said, r.terms);
    const TermSet named = union_of(said, old_story.title);
    const TermSet shared = intersection(gone, named);
    if (table_.weight(shared) < kTakenBackWeight * table_.largest_weight()) return false;
    if (coverage(old_story.title, gone, table_) >= kTitleTakenBack) return true;
    const auto lighter = [&](TermId a, TermId b) { return table_.weight(a) < table_.weight(b); };
    const TermId key = *std::max_element(gone.begin(), gone.end(), lighter);
    return coverage(gone, named, table_) >= kTakenBackCoverage && contains(named, key) &&
           coverage(gone, said, table_) >= kTakenBackInClaim;
  }

  // The best pairs first: each claim replaces one statement, each statement is replaced once.
  void replace_statements() {
    struct Pair {
      double strength;
      std::size_t claim;
      std::size_t standing;
    };
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < story_.claims.size(); ++i) {
      if (placed_[i] || !may_replace(i)) continue;
      for (const std::size_t standing : candidates_) {
        const Standing& old = memory_.at(standing);
        if (!available(standing) || old.kind == ClaimKind::kScenario || !old.heading.empty()) continue;
        const double strength = strength_of(i, old);
        if (strength > 0.0) pairs.push_back({strength, i, standing});
      }
    }
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const Pair& a, const Pair& b) { return a.strength > b.strength; });
    for (const Pair& pair : pairs) {
      if (placed_[pair.claim] || !available(pair.standing)) continue;
      const Standing& old = memory_.at(pair.standing);
      const bool same =
          reading(pair.claim).confirms || says_the_same(reading(pair.claim), old.readings.front(), table_);
      place({same ? EditKind::kMerge : EditKind::kRevise, pair.claim, old.statement_id, 0,
             same ? "repeated" : "superseded"});
    }
  }

  bool may_replace(std::size_t i) const {
    return reading(i).requirement >= kReplacingRule && claim(i).kind != ClaimKind::kScenario &&
           !is_feature_part(i);
  }

  // The claim and those that joined it against the statement and those that joined it: the surest pair
  // counts.
  double strength_of(std::size_t i, const Standing& old) const {
    double best = strength_of(reading(i), old);
    for (const auto& [guest, host] : joined_) {
      if (host == i) best = std::max(best, strength_of(reading(guest), old));
    }
    return best;
  }

  double strength_of(const Reading& said, const Standing& old) const {
    double best = -1.0;
    for (const Reading& r : old.readings) {
      best = std::max(best, replacement_strength(story_, said, r, stories_[old.story]->reading, table_));
    }
    return best;
  }

  bool is_feature_part(std::size_t i) const { return has_scenarios_ && !claim(i).heading.empty(); }

  void add_the_rest() {
    for (std::size_t i = 0; i < story_.claims.size(); ++i) {
      if (placed_[i]) continue;
      if (reading(i).requirement < 0.0) {
        place({EditKind::kSetAside, i, "", 0, kNoRequirement});
      } else {
        place({EditKind::kAdd, i, "", 0, ""});
      }
    }
  }

  // Repeats of a claim that in the end makes no statement of its own.
  void add_orphans() {
    std::set<std::size_t> stating;
    for (const Move& move : moves_) {
      const bool states =
          move.kind == EditKind::kAdd || move.kind == EditKind::kRevise || !move.statement_id.empty();
      if (states && move.kind != EditKind::kRetire) stating.insert(move.claim);
    }
    for (Move& move : moves_) {
      const bool joins = move.kind == EditKind::kMerge && move.statement_id.empty();
      if (joins && !stating.contains(move.merges_with)) {
        move.kind = EditKind::kAdd;
        move.reason.clear();
      }
    }
  }

  const PreparedStory& story_;
  const std::vector<const PreparedStory*>& stories_;
  const Memory& memory_;
  const std::vector<std::size_t>& candidates_;
  const TermTable& table_;
  std::vector<bool> placed_;
  bool has_scenarios_;
  std::set<std::string> touched_;
  std::map<std::size_t, std::size_t> joined_;  // claim -> the claim of the same story that it repeats
  std::vector<Move> moves_;
};

}  // namespace

std::vector<Move> propose(const PreparedStory& story, const std::vector<const PreparedStory*>& stories,
                          const Memory& memory, const std::vector<std::size_t>& candidates,
                          const TermTable& table) {
  return Proposal(story, stories, memory, candidates, table).run();
}

}  // namespace st::combine
