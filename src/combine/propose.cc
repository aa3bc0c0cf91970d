#include "combine/propose.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/unicode.h"
#include "combine/gate.h"
#include "combine/gherkin.h"
#include "combine/topic_match.h"

namespace st::combine {
namespace {

constexpr double kRepeatsInStory = 0.50;        // of a claim's weight, found in another of its story
constexpr double kRepeatsWithSameAmount = 0.15; // the same where both state the same amount
constexpr double kCriterionBonus = 4.0;         // in weight: a criterion is the better wording of two alike
constexpr double kTakenBackCoverage = 0.50;      // of what a clause takes back, found in the statement
constexpr double kTitleTakenBack = 0.80;         // of the old story's title, found in what is taken back
constexpr double kTakenBackWeight = 0.65;        // in terms of the rarest term's weight

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
        placed_(story.claims.size(), false) {}

  std::vector<Move> run() {
    set_aside_background();
    restate_features();
    join_repeats();
    take_back();
    replace_statements();
    add_the_rest();
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

  // Background, opinions, plans, and "the rest stays as it is".
  void set_aside_background() {
    for (std::size_t i = 0; i < story_.claims.size(); ++i) {
      if (reading(i).requirement < 0.0 || reading(i).confirms) {
        if (!reading(i).taken_back.empty() && !reading(i).confirms) continue;
        place({EditKind::kSetAside, i, "", 0, kNoRequirement});
      }
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
    placed_[claim_index] = had_place || reason == "retired";
  }

  // Two claims of one story that say the same: the one that says less joins the one that says more.
  void join_repeats() {
    for (std::size_t i = 0; i < story_.claims.size(); ++i) {
      if (!can_join(i)) continue;
      if (const std::optional<std::size_t> host = repeated_by(i)) {
        place({EditKind::kMerge, i, "", *host, "repeated"});
        joined_.insert(i);
      }
    }
  }

  bool can_join(std::size_t i) const {
    return !placed_[i] && claim(i).kind != ClaimKind::kScenario && !is_feature_part(i) && reading(i).taken_back.empty();
  }

  bool has_scenarios() const {
    return std::any_of(story_.claims.begin(), story_.claims.end(),
                       [](const SegmentedClaim& c) { return c.kind == ClaimKind::kScenario; });
  }

  // The claim of the same story that says all that this one says, and more; of two that say as much, the criterion.
  std::optional<std::size_t> repeated_by(std::size_t i) const {
    std::optional<std::size_t> host;
    double best = 0.0;
    for (std::size_t k = 0; k < story_.claims.size(); ++k) {
      if (k == i || !can_join(k) || !says_more(k, i)) continue;
      const QuantityRelation amounts = compare_quantities(reading(i).quantities, reading(k).quantities);
      if (amounts.differ) continue;
      const double contained = coverage(reading(i).terms, reading(k).terms, table_);
      if (contained >= (amounts.agree ? kRepeatsWithSameAmount : kRepeatsInStory) && contained > best) {
        best = contained;
        host = k;
      }
    }
    return host;
  }

  // An order without ties, so that of two claims exactly one can join the other.
  bool says_more(std::size_t k, std::size_t i) const {
    const auto key = [&](std::size_t c) {
      const double fullness = table_.weight(reading(c).terms) + (claim(c).kind == ClaimKind::kCriterion ? kCriterionBonus : 0.0);
      return std::pair(fullness, -static_cast<double>(c));
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

  void take_back_terms(std::size_t i, const TermSet& gone) {
    for (const std::string& name : reading(i).quoted_names) {
      for (const std::size_t standing : memory_.feature(name, story_.reading.area)) {
        if (available(standing)) place_retire(i, standing, "retired");
      }
    }
    if (!reading(i).quoted_names.empty() && placed_[i]) return;
    for (const std::size_t standing : candidates_) {
      if (available(standing) && is_taken_back(memory_.at(standing), gone))
        place_retire(i, standing, "retired");
    }
  }

  bool is_taken_back(const Standing& old, const TermSet& gone) const {
    if (old.kind == ClaimKind::kScenario) return false;
    const StoryReading& old_story = stories_[old.story]->reading;
    const TermSet named = union_of(old.reading.terms, old_story.title);
    const TermSet shared = intersection(gone, named);
    if (table_.weight(shared) < kTakenBackWeight * table_.largest_weight()) return false;
    if (coverage(old_story.title, gone, table_) >= kTitleTakenBack) return true;
    const auto lighter = [&](TermId a, TermId b) { return table_.weight(a) < table_.weight(b); };
    const TermId key = *std::max_element(gone.begin(), gone.end(), lighter);
    return coverage(gone, named, table_) >= kTakenBackCoverage && contains(named, key) &&
           !intersection(gone, old.reading.terms).empty();
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
      if (placed_[i] || claim(i).kind == ClaimKind::kScenario || is_feature_part(i)) continue;
      for (const std::size_t standing : candidates_) {
        const Standing& old = memory_.at(standing);
        if (!available(standing) || old.kind == ClaimKind::kScenario || !old.heading.empty()) continue;
        const double strength = replacement_strength(story_, i, old, stories_[old.story]->reading, table_);
        if (strength > 0.0) pairs.push_back({strength, i, standing});
      }
    }
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const Pair& a, const Pair& b) { return a.strength > b.strength; });
    for (const Pair& pair : pairs) {
      if (placed_[pair.claim] || !available(pair.standing)) continue;
      const Standing& old = memory_.at(pair.standing);
      const bool same = says_the_same(reading(pair.claim), old.reading, table_);
      place({same ? EditKind::kMerge : EditKind::kRevise, pair.claim, old.statement_id, 0,
             same ? "repeated" : "superseded"});
    }
  }

  bool is_feature_part(std::size_t i) const { return has_scenarios() && !claim(i).heading.empty(); }

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

  const PreparedStory& story_;
  const std::vector<const PreparedStory*>& stories_;
  const Memory& memory_;
  const std::vector<std::size_t>& candidates_;
  const TermTable& table_;
  std::vector<bool> placed_;
  std::set<std::string> touched_;
  std::set<std::size_t> joined_;
  std::vector<Move> moves_;
};

}  // namespace

std::vector<Move> propose(const PreparedStory& story, const std::vector<const PreparedStory*>& stories,
                          const Memory& memory, const std::vector<std::size_t>& candidates,
                          const TermTable& table) {
  return Proposal(story, stories, memory, candidates, table).run();
}

}  // namespace st::combine
