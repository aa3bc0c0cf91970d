#include "combine/terms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <span>
#include <utility>

#include "language/lexicon.h"

namespace st::combine {
namespace {

// Content words that say next to nothing about what a sentence is about.
constexpr std::array<std::string_view, 41> kFillers = {
    "able",  "back", "case", "day",  "do",     "done",   "etc",  "ever",   "even",  "give",  "good",
    "have",  "hour", "just", "keep", "let",    "lot",    "make", "minute", "more",  "month", "need",
    "new",   "now",  "old",  "only", "people", "person", "put",  "same",   "still", "story", "take",
    "thing", "time", "use",  "user", "want",   "way",    "week", "year"};

// Pairs that WordNet holds for different words and stories use for one thing. The right one is the family.
constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kSameThing = {{
    {"client", "customer"}, {"driver", "courier"},   {"e-mail", "mail"},     {"email", "mail"},
    {"fee", "charge"},      {"image", "photo"},      {"login", "sign-in"},   {"log-in", "sign-in"},
    {"logon", "sign-in"},   {"package", "parcel"},   {"picture", "photo"},   {"photograph", "photo"},
    {"pickup", "collect"},  {"pick-up", "collect"},  {"fetch", "collect"},   {"shipment", "parcel"},
    {"signin", "sign-in"},  {"text", "sms"},         {"txt", "sms"},         {"buyer", "customer"},
    {"payout", "pay-out"},  {"shopper", "customer"}, {"cellphone", "phone"}, {"telephone", "phone"},
}};

bool is_filler(std::string_view lemma) {
  return std::binary_search(kFillers.begin(), kFillers.end(), lemma);
}

// The verb that a noun is made from, where both begin alike: "booking" and "book", "cancellation" and
// "cancel".
std::string_view verb_behind(std::string_view noun) {
  const Lexicon& lexicon = Lexicon::english();
  const std::optional<LemmaId> id = lexicon.find(noun);
  if (!id || lexicon.frequency(*id, WordClass::kVerb) > 0) return noun;
  std::string_view best = noun;
  unsigned best_frequency = 0;
  for (const LemmaId verb : lexicon.derived(*id)) {
    const unsigned frequency = lexicon.frequency(verb, WordClass::kVerb);
    const std::string_view form = lexicon.lemma(verb);
    if (frequency > best_frequency && form.substr(0, 3) == noun.substr(0, 3)) {
      best = form;
      best_frequency = frequency;
    }
  }
  return best;
}

std::string family_name(std::string_view lemma) {
  for (const auto& [form, family] : kSameThing) {
    if (lemma == form) return std::string(family);
  }
  return std::string(verb_behind(lemma));
}

}  // namespace

TermId TermTable::intern(const std::string& family) {
  const auto [place, added] = by_family_.try_emplace(family, static_cast<TermId>(names_.size()));
  if (added) {
    names_.push_back(family);
    story_counts_.push_back(0);
  }
  return place->second;
}

TermId TermTable::family_of(const Word& word) {
  const auto known = by_lemma_.find(word.lemma);
  if (known != by_lemma_.end()) return known->second;
  const TermId id = intern(family_name(word.lemma));
  by_lemma_.emplace(word.lemma, id);
  if (meanings_.size() <= id) meanings_.resize(id + 1);
  if (!meanings_[id]) {
    std::vector<Term> terms = st::terms_of(std::span(&word, 1));
    if (!terms.empty()) meanings_[id] = std::move(terms.front());
  }
  return id;
}

TermSet TermTable::terms_of(const std::vector<Word>& words) {
  TermSet terms;
  for (const Word& word : words) {
    if (!word.content() || is_filler(word.lemma)) continue;
    terms.push_back(family_of(word));
  }
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

void TermTable::count_story(const TermSet& terms) {
  ++stories_;
  for (const TermId term : terms) ++story_counts_[term];
}

void TermTable::weigh() {
  // Four steps an octave: one story more or less must not move every weight, and with it every step's
  // inputs.
  const double size = std::exp2(std::round(std::log2(static_cast<double>(stories_) + 1.0) * 4.0) / 4.0);
  const auto weight_of = [&](double count) {
    return std::max(0.0, std::round(std::log(size / (count + 0.5)) * 8.0) / 8.0);
  };
  weights_.resize(names_.size());
  for (std::size_t i = 0; i < names_.size(); ++i)
    weights_[i] = weight_of(static_cast<double>(story_counts_[i]));
  largest_weight_ = std::max(0.125, weight_of(1.0));
}

double TermTable::nearness(TermId a, TermId b) const {
  if (a > b) std::swap(a, b);
  if (!meanings_[a] || !meanings_[b]) return 0.0;
  const std::uint64_t key = (std::uint64_t{a} << 32) | b;
  const auto known = nearness_.find(key);
  if (known != nearness_.end()) return known->second;
  const double near =
      std::max(st::nearness(*meanings_[a], *meanings_[b]), st::nearness(*meanings_[b], *meanings_[a]));
  nearness_.emplace(key, static_cast<float>(near));
  return static_cast<float>(near);
}

double TermTable::weight(const TermSet& terms) const {
  double sum = 0.0;
  for (const TermId term : terms) sum += weights_[term];
  return sum;
}

namespace {

// Below this, two words are related and not the same: "door" and "gate" count, "door" and "building" don't.
constexpr double kSynonym = 0.85;

struct Nearest {
  TermId term = 0;
  double nearness = 0.0;  // 0: no synonym
};

Nearest nearest(TermId term, const TermSet& set, const TermTable& table) {
  Nearest best;
  for (const TermId other : set) {
    const double near = table.nearness(term, other);
    if (near >= kSynonym && near > best.nearness) best = {other, near};
  }
  return best;
}

}  // namespace

TermSet intersection(const TermSet& a, const TermSet& b) {
  TermSet out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

TermSet union_of(const TermSet& a, const TermSet& b) {
  TermSet out;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

bool contains(const TermSet& set, TermId term) {
  return std::binary_search(set.begin(), set.end(), term);
}

double coverage(const TermSet& part, const TermSet& whole, const TermTable& table) {
  const double total = table.weight(part);
  return total > 0.0 ? table.weight(intersection(part, whole)) / total : 0.0;
}

double meaning_coverage(const TermSet& part, const TermSet& whole, const TermTable& table) {
  double total = 0.0;
  double found = 0.0;
  for (const TermId term : part) {
    const double weight = table.weight(term);
    total += weight;
    found += weight * (contains(whole, term) ? 1.0 : nearest(term, whole, table).nearness);
  }
  return total > 0.0 ? found / total : 0.0;
}

double meaning_similarity(const TermSet& a, const TermSet& b, const TermTable& table) {
  double shared = 0.0;
  double norm_a = 0.0;
  double norm_b = 0.0;
  for (const TermId term : b) norm_b += table.weight(term) * table.weight(term);
  for (const TermId term : a) {
    const double weight = table.weight(term);
    norm_a += weight * weight;
    if (contains(b, term)) {
      shared += weight * weight;
    } else if (const Nearest near = nearest(term, b, table);
               near.nearness > 0.0 && !contains(a, near.term)) {
      shared += near.nearness * weight * table.weight(near.term);
    }
  }
  return norm_a > 0.0 && norm_b > 0.0 ? std::min(1.0, shared / std::sqrt(norm_a * norm_b)) : 0.0;
}

double similarity(const TermSet& a, const TermSet& b, const TermTable& table) {
  const auto squares = [&](const TermSet& terms) {
    double sum = 0.0;
    for (const TermId term : terms) sum += table.weight(term) * table.weight(term);
    return sum;
  };
  const double norm = std::sqrt(squares(a) * squares(b));
  return norm > 0.0 ? squares(intersection(a, b)) / norm : 0.0;
}

}  // namespace st::combine
