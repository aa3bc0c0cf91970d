#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>

#include "guard/finding.h"

namespace st::guard {
namespace {

// A word or amount that stands once in the statement and once in the evidence.
struct Anchor {
  std::uint32_t said = 0;  // word of the statement
  std::uint32_t passage = 0;
  std::uint32_t told = 0;  // word of that passage
  bool quantity = false;
  Dimension dimension = Dimension::kCount;
  bool noun = false;
};

// For every word the number of the half it stands in: halves are parted by clause bounds, "and", commas.
std::vector<std::uint32_t> halves_of(const Reading& reading) {
  std::vector<std::uint32_t> halves(reading.words.size());
  std::uint32_t half = 0;
  for (std::size_t i = 0; i < reading.words.size(); ++i) {
    const Word& word = reading.words[i];
    const bool parts =
        word.is("and") || word.is("or") || word.is(",") || word.is("but") || word.is("while");
    if (parts || (i > 0 && reading.clause_at[i] != reading.clause_at[i - 1])) ++half;
    halves[i] = half;
  }
  return halves;
}

std::size_t places_of(const Reading& reading, const std::string& lemma) {
  return static_cast<std::size_t>(std::count_if(reading.words.begin(), reading.words.end(),
                                                [&](const Word& word) { return word.lemma == lemma; }));
}

void add_units(const Case& c, std::vector<Anchor>& anchors) {
  for (const Unit& unit : c.alignment.units) {
    if (unit.best.nearness < 0.7 || unit.weight < 0.5) continue;
    const Word& word = c.statement.words[unit.word];
    const Reading& passage = c.evidence[unit.best.passage];
    if (places_of(c.statement, word.lemma) != 1 ||
        places_of(passage, passage.words[unit.best.word].lemma) != 1)
      continue;
    const bool noun = word.part == PartOfSpeech::kNoun || word.part == PartOfSpeech::kIdentifier;
    anchors.push_back({unit.word, unit.best.passage, unit.best.word, false, Dimension::kCount, noun});
  }
}

void add_quantities(const Case& c, std::vector<Anchor>& anchors) {
  for (const Quantity& said : c.statement.quantities) {
    std::optional<Anchor> only;
    std::size_t places = 0;
    for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
      for (const Quantity& told : c.evidence[p].quantities) {
        if (!same_amount(said, told)) continue;
        ++places;
        only = Anchor{static_cast<std::uint32_t>(said.first_word),
                      p,
                      static_cast<std::uint32_t>(told.first_word),
                      true,
                      said.dimension,
                      false};
      }
    }
    if (places == 1) anchors.push_back(*only);
  }
}

int distance(const std::vector<std::uint32_t>& halves, std::uint32_t a, std::uint32_t b) {
  constexpr int kOtherHalf = 12;  // more than any half is long in words that matter
  const int words = std::abs(static_cast<int>(a) - static_cast<int>(b));
  const int crossed = std::abs(static_cast<int>(halves[a]) - static_cast<int>(halves[b]));
  return words + kOtherHalf * crossed;
}

class SwapFinder {
 public:
  explicit SwapFinder(const Case& c) : said_(halves_of(c.statement)) {
    for (const Reading& passage : c.evidence) told_.push_back(halves_of(passage));
    add_units(c, anchors_);
    add_quantities(c, anchors_);
  }

  // x1 belongs to y1 and x2 to y2 in the statement; in the evidence it is the other way round.
  std::optional<std::pair<Anchor, Anchor>> find() const {
    constexpr std::size_t kMostAnchors = 40;
    const std::size_t n = std::min(anchors_.size(), kMostAnchors);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i + 1; j < n; ++j) {
        if (!alike(anchors_[i], anchors_[j]) || !apart(anchors_[i], anchors_[j])) continue;
        if (exchanged(i, j, n)) return std::pair(anchors_[i], anchors_[j]);
      }
    }
    return std::nullopt;
  }

 private:
  static bool alike(const Anchor& a, const Anchor& b) {
    if (a.passage != b.passage || a.quantity != b.quantity) return false;
    return a.quantity ? a.dimension == b.dimension : a.noun && b.noun;
  }
  bool apart(const Anchor& a, const Anchor& b) const {
    return said_[a.said] != said_[b.said] && told_[a.passage][a.told] != told_[b.passage][b.told];
  }

  bool exchanged(std::size_t i, std::size_t j, std::size_t n) const {
    const Anchor &x1 = anchors_[i], &x2 = anchors_[j];
    const auto& told = told_[x1.passage];
    for (std::size_t k = 0; k < n; ++k) {
      const Anchor& y1 = anchors_[k];
      if (k == i || k == j || y1.passage != x1.passage) continue;
      const bool mine = said_[y1.said] == said_[x1.said];
      const bool theirs = told[y1.told] == told[x2.told];
      if (!mine || !theirs) continue;
      for (std::size_t m = 0; m < n; ++m) {
        const Anchor& y2 = anchors_[m];
        if (m == i || m == j || m == k || y2.passage != x1.passage) continue;
        if (said_[y2.said] == said_[x2.said] && told[y2.told] == told[x1.told] &&
            closer_in_both(x1, x2, y1, y2))
          return true;
      }
    }
    return false;
  }

  bool closer_in_both(const Anchor& x1, const Anchor& x2, const Anchor& y1, const Anchor& y2) const {
    const auto& told = told_[x1.passage];
    return distance(said_, x1.said, y1.said) < distance(said_, x1.said, y2.said) &&
           distance(said_, x2.said, y2.said) < distance(said_, x2.said, y1.said) &&
           distance(told, x1.told, y2.told) < distance(told, x1.told, y1.told) &&
           distance(told, x2.told, y1.told) < distance(told, x2.told, y2.told);
  }

  std::vector<std::uint32_t> said_;
  std::vector<std::vector<std::uint32_t>> told_;
  std::vector<Anchor> anchors_;
};

// Whether a noun that the statement has too stands beside the amount.
bool half_has_owner(const Case& c, const std::vector<Anchor>& owners,
                    const std::vector<std::uint32_t>& halves, const Anchor& amount, std::uint32_t half) {
  const Reading& passage = c.evidence[amount.passage];
  bool other_noun = false;
  for (std::uint32_t i = 0; i < passage.words.size(); ++i) {
    if (halves[i] != half || passage.in_quantity[i] || passage.words[i].part != PartOfSpeech::kNoun)
      continue;
    const bool mine = std::any_of(owners.begin(), owners.end(), [&](const Anchor& owner) {
      return owner.passage == amount.passage && owner.told == i;
    });
    if (mine) return true;
    other_noun = true;
  }
  return !other_noun;
}

// An amount of the same kind in that half, which the statement does not name.
std::optional<Quantity> other_amount(const Case& c, const Reading& passage,
                                     const std::vector<std::uint32_t>& halves, std::uint32_t half,
                                     const Anchor& amount) {
  for (const Quantity& told : passage.quantities) {
    if (halves[told.first_word] != half || told.dimension != amount.dimension) continue;
    const bool named = std::any_of(c.statement.quantities.begin(), c.statement.quantities.end(),
                                   [&](const Quantity& said) { return same_amount(said, told); });
    if (!named) return told;
  }
  return std::nullopt;
}

// "60 items for adults" where the evidence lists "adults 30, schools 60": the amount stands beside another
// owner there, and the owner beside another amount.
std::optional<Finding> wrong_owner(const Case& c) {
  std::vector<Anchor> amounts, owners;
  add_quantities(c, amounts);
  add_units(c, owners);
  for (const Anchor& amount : amounts) {
    const Reading& passage = c.evidence[amount.passage];
    const std::vector<std::uint32_t> halves = halves_of(passage), mine = halves_of(c.statement);
    if (half_has_owner(c, owners, halves, amount, halves[amount.told])) continue;
    for (const Anchor& owner : owners) {
      if (!owner.noun || owner.passage != amount.passage || mine[owner.said] != mine[amount.said]) continue;
      const auto rival = other_amount(c, passage, halves, halves[owner.told], amount);
      if (!rival || halves[owner.told] == halves[amount.told]) continue;
      return Finding{0.65, "the statement gives '" + c.statement.quote(owner.said, owner.said + 1) +
                               "' the amount '" + c.statement.quote(amount.said, amount.said + 1) +
                               "'; the evidence gives it '" +
                               passage.quote(rival->first_word, rival->last_word) + "'"};
    }
  }
  return std::nullopt;
}

}  // namespace

Findings ask_bindings(const Case& c) {
  if (auto finding = wrong_owner(c)) return {std::move(*finding)};
  const auto swapped = SwapFinder(c).find();
  if (!swapped) return {};
  const auto word = [&](const Anchor& anchor) {
    return "'" + c.statement.quote(anchor.said, anchor.said + 1) + "'";
  };
  return {{0.65, word(swapped->first) + " and " + word(swapped->second) +
                     " have changed places against the evidence"}};
}

}  // namespace st::guard
