#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "language/meaning.h"
#include "language/words.h"

namespace st::combine {

using TermId = std::uint32_t;

// A sorted set of terms: what a text is about, without order, number and inflection.
using TermSet = std::vector<TermId>;

// The vocabulary of a backlog. A term is a family of content words: the lemma, or the verb that a noun is
// derived from ("cancellation" and "cancel" are one term), or the first word of its synonym group
// ("e-mail", "mail"). A term weighs more the fewer stories use it: log((N + 1) / (df + 0.5)), rounded to
// eighths so that one more story in a large backlog leaves most weights, and what was decided by them, as
// they were. Thread rule: fill it from one thread; const members are safe from many.
class TermTable {
 public:
  // The terms of the words: content words that name something, function words and fillers left out. Unknown
  // terms are added.
  TermSet terms_of(const std::vector<Word>& words);

  // Counts one story's terms for the weights.
  void count_story(const TermSet& terms);

  // Fixes the weights; call once after the last count_story.
  void weigh();

  double weight(TermId term) const { return weights_[term]; }
  double weight(const TermSet& terms) const;
  std::size_t story_count(TermId term) const { return story_counts_[term]; }
  std::size_t size() const { return names_.size(); }
  const std::string& name(TermId term) const { return names_[term]; }

  // How near two different terms are in meaning, 0 to 1: st::nearness of their words, the better direction.
  double nearness(TermId a, TermId b) const;

  // The weight of a term in the fewest stories: what "rare" is measured against.
  double largest_weight() const { return largest_weight_; }

 private:
  TermId intern(const std::string& family);
  TermId family_of(const Word& word);

  std::unordered_map<std::string, TermId> by_lemma_;
  std::unordered_map<std::string, TermId> by_family_;
  std::vector<std::string> names_;
  std::vector<std::optional<Term>> meanings_;  // of the first word seen of each family
  mutable std::unordered_map<std::uint64_t, float> nearness_;
  std::vector<std::size_t> story_counts_;
  std::vector<double> weights_;
  std::size_t stories_ = 0;
  double largest_weight_ = 0.0;
};

TermSet intersection(const TermSet& a, const TermSet& b);
TermSet union_of(const TermSet& a, const TermSet& b);
bool contains(const TermSet& set, TermId term);

// The share of `part`'s weight that lies in `whole` too; 0 where `part` is empty.
double coverage(const TermSet& part, const TermSet& whole, const TermTable& table);

// The same, where a term that is missing in `whole` counts by the nearest synonym there.
double meaning_coverage(const TermSet& part, const TermSet& whole, const TermTable& table);

// Cosine of the two weight vectors; 0 where one is empty.
double similarity(const TermSet& a, const TermSet& b, const TermTable& table);

// The same, where terms that only one side has are paired with the nearest synonyms of the other.
double meaning_similarity(const TermSet& a, const TermSet& b, const TermTable& table);

}  // namespace st::combine
