#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "guard/finding.h"

namespace st::guard {
namespace {

enum class Fit { kNone, kFormer, kCountsOther, kOpposed, kFull };

struct Found {
  Fit fit = Fit::kNone;
  const Reading* passage = nullptr;
  const Quantity* quantity = nullptr;
};

double counted_nearness(const Reading& a, const Quantity& x, const Reading& b, const Quantity& y) {
  double best = 0.0;
  for (const Term& s : a.terms) {
    if (s.lemma != x.counted) continue;
    for (const Term& t : b.terms) {
      if (t.lemma == y.counted) best = std::max(best, nearness(s, t));
    }
  }
  return best;
}

// Whether two counts are of different things, and the thing the statement counts has another number there.
bool counts_other(const Case& c, const Quantity& said, const Reading& passage, const Quantity& found) {
  if (said.dimension != Dimension::kCount || said.counted.empty() || found.counted.empty()) return false;
  if (said.counted == found.counted || counted_nearness(c.statement, said, passage, found) >= kRelated)
    return false;
  for (const Quantity& other : passage.quantities) {
    if (other.dimension == Dimension::kCount && other.counted == said.counted && !same_amount(other, said))
      return true;
  }
  return false;
}

// Weekends are two days, workdays five.
bool day_of_group(const Quantity& said, const Reading& passage) {
  if (said.dimension != Dimension::kWeekday) return false;
  for (const Word& word : passage.words) {
    if (said.value >= 6 && word.lemma == "weekend") return true;
    if (said.value <= 5 && (word.lemma == "weekday" || word.lemma == "workday")) return true;
  }
  return false;
}

// A bare number fits an amount with the same number: "under 16" and "sixteen years", "10" under a heading
// "in MB".
bool same_bare_number(const Quantity& a, const Quantity& b) {
  const bool a_bare = a.dimension == Dimension::kCount && a.counted.empty();
  const bool b_bare = b.dimension == Dimension::kCount && b.counted.empty();
  const bool kinds_differ = a.dimension != b.dimension;
  // "fails three times" is "the third failure"
  const bool times = (a.counted == "time" && b.dimension == Dimension::kOrdinal) ||
                     (b.counted == "time" && a.dimension == Dimension::kOrdinal);
  const bool row = kinds_differ &&
                   (a.dimension == Dimension::kOrdinal || b.dimension == Dimension::kOrdinal) &&
                   a.counted == b.counted && !a.counted.empty() && a.number > 1;
  if ((times || row) && a.number == b.number) return true;
  // "1,500 a week" is "1,500 per week"
  const bool rate =
      (a.spelt_one && a.dimension == Dimension::kDuration && b.dimension == Dimension::kPeriod) ||
      (b.spelt_one && b.dimension == Dimension::kDuration && a.dimension == Dimension::kPeriod);
  if (rate && a.value == b.value) return true;
  // "opens at 8" is "opens at 8:00"
  const auto hour = [](const Quantity& bare, const Quantity& clock) {
    return clock.dimension == Dimension::kClockTime && bare.number <= 24 &&
           bare.number * 3600 == clock.value;
  };
  if ((a_bare && hour(a, b)) || (b_bare && hour(b, a))) return true;
  const bool amounts = a.dimension != Dimension::kOrdinal && b.dimension != Dimension::kOrdinal &&
                       a.dimension != Dimension::kPeriod && b.dimension != Dimension::kPeriod;
  return kinds_differ && amounts && (a_bare || b_bare) && a.number == b.number;
}

bool denied(const Reading& reading, const Quantity& quantity) {
  const std::size_t sentence = reading.clause_of(quantity.first_word).sentence;
  return std::any_of(reading.negations.begin(), reading.negations.end(), [&](const Negation& negation) {
    return negation.kind != NegationKind::kOnly && negation.first_word < negation.last_word &&
           reading.clause_of(negation.first_word).sentence == sentence;
  });
}

Found look_up(const Case& c, const Quantity& said) {
  Found best;
  for (const Reading& passage : c.evidence) {
    if (day_of_group(said, passage)) return {Fit::kFull, &passage, nullptr};
    for (const Quantity& quantity : passage.quantities) {
      if (!same_amount(said, quantity) && !same_bare_number(said, quantity)) continue;
      Fit fit = Fit::kFull;
      // "nobody under 16" is "at least 16".
      const bool turned = denied(c.statement, said) != denied(passage, quantity);
      if (opposed(said.comparator, quantity.comparator) && !turned) fit = Fit::kOpposed;
      if (counts_other(c, said, passage, quantity)) fit = Fit::kCountsOther;
      const bool told_alike = c.statement.standing[said.first_word] != Standing::kInForce;
      if (passage.standing[quantity.first_word] != Standing::kInForce && !told_alike) fit = Fit::kFormer;
      if (fit > best.fit || !best.quantity) best = {fit, &passage, &quantity};
    }
  }
  return best;
}

// The evidence's quantity that the statement's most likely stands for: same dimension, or the same number.
Found rival(const Case& c, const Quantity& said) {
  Found best;
  for (const Reading& passage : c.evidence) {
    for (const Quantity& quantity : passage.quantities) {
      const bool same_kind =
          quantity.dimension == said.dimension &&
          (said.dimension != Dimension::kCount || quantity.counted == said.counted || said.counted.empty());
      if (same_kind || (!best.quantity && quantity.dimension == said.dimension))
        best = {Fit::kNone, &passage, &quantity};
    }
  }
  return best;
}

std::string quoted(const Reading& reading, const Quantity& quantity) {
  return "'" + reading.quote(quantity.first_word, quantity.last_word) + "'";
}

// "another", "both", "pair", "second": a two that is not written as a number.
bool two_in_words(const Case& c) {
  for (const Reading& passage : c.evidence) {
    for (const Word& word : passage.words) {
      if (word.is("both") || word.is("another") || word.is("pair") || word.is("either") ||
          word.is("second"))
        return true;
    }
  }
  return false;
}

bool superseded(const Case& c, const Found& found) {
  const std::size_t index = static_cast<std::size_t>(found.passage - c.evidence.data());
  for (std::size_t later = index; later < c.evidence.size(); ++later) {
    const Reading& passage = c.evidence[later];
    for (const Quantity& quantity : passage.quantities) {
      const bool same =
          same_amount(quantity, *found.quantity) || same_bare_number(quantity, *found.quantity);
      if (passage.standing[quantity.first_word] == Standing::kFormer && same) return true;
    }
  }
  return false;
}

constexpr std::array<std::string_view, 28> kChangeWords = {
    "cut",    "raise",   "lower",   "reduce",  "increase", "extend",    "shorten",
    "change", "now",     "new",     "adjust",  "revise",   "prolong",   "double",
    "halve",  "doubled", "halved",  "update",  "starting", "effective", "replace",
    "longer", "shorter", "instead", "correct", "tighten",  "relax",     "since"};

// Whether a sentence tells a change: "from now on", "is cut to", a date in front of both.
bool tells_change(const Reading& reading, const Quantity& amount) {
  const std::size_t sentence = reading.clause_of(amount.first_word).sentence;
  for (std::size_t i = 0; i < reading.words.size(); ++i) {
    if (reading.clause_of(i).sentence != sentence) continue;
    const std::string_view lemma = reading.words[i].lemma;
    const bool from_on = reading.words[i].is("from") && i + 1 < reading.words.size() &&
                         reading.in_quantity[i + 1] &&
                         reading.quantities.front().dimension == Dimension::kDate;
    const bool as_of =
        reading.words[i].is("as") && i + 1 < reading.words.size() && reading.words[i + 1].is("of");
    if (from_on || as_of) return true;
    if (std::find(kChangeWords.begin(), kChangeWords.end(), lemma) != kChangeWords.end()) return true;
  }
  return false;
}

bool begins_with_date(const Reading& reading) {
  return !reading.quantities.empty() && reading.quantities.front().first_word <= 1 &&
         reading.quantities.front().dimension == Dimension::kDate;
}

bool share_a_noun(const Reading& a, std::size_t in, const Reading& b, std::size_t sentence) {
  for (std::size_t i = 0; i < a.words.size(); ++i) {
    if (!a.words[i].content() || a.in_quantity[i] || a.clause_of(i).sentence != in) continue;
    for (std::size_t j = 0; j < b.words.size(); ++j) {
      if (b.clause_of(j).sentence == sentence && b.words[j].lemma == a.words[i].lemma && !b.in_quantity[j])
        return true;
    }
  }
  return false;
}

// "Shortened to one year.": what is meant stands before.
bool names_nothing(const Reading& reading, std::size_t sentence) {
  for (std::size_t i = 0; i < reading.words.size(); ++i) {
    if (reading.clause_of(i).sentence != sentence || reading.in_quantity[i]) continue;
    if (reading.words[i].part == PartOfSpeech::kNoun && !reading.words[i].is("update") &&
        !reading.words[i].is("change"))
      return false;
  }
  return true;
}

// Whether all things of a later sentence are known from the statement or the earlier one: then it tells of
// the same, and its amount is the newer one. Words like "correction" and "new limit" name no thing.
bool names_only_known(const Case& c, const Reading& passage, std::size_t sentence, const Reading& earlier,
                      std::size_t own) {
  static constexpr std::array<std::string_view, 12> kLabels = {
      "update",  "change", "correction", "limit",   "rule",    "decision",
      "version", "value",  "comment",    "maximum", "minimum", "number"};
  const auto p = static_cast<std::size_t>(&passage - c.evidence.data());
  for (std::size_t i = 0; i < passage.words.size(); ++i) {
    const Word& word = passage.words[i];
    if (passage.clause_of(i).sentence != sentence || word.part != PartOfSpeech::kNoun ||
        passage.in_quantity[i] ||
        std::find(kLabels.begin(), kLabels.end(), std::string_view(word.lemma)) != kLabels.end())
      continue;
    bool known = c.alignment.said_of[p][i] >= kRelated;
    for (std::size_t j = 0; j < earlier.words.size() && !known; ++j)
      known = earlier.clause_of(j).sentence == own && earlier.words[j].lemma == word.lemma;
    if (!known) return false;
  }
  return true;
}

// The amount that a later sentence puts in its place: "limited to four hours", later "is cut to three".
const Quantity* changed_later(const Case& c, const Found& found) {
  const auto index = static_cast<std::size_t>(found.passage - c.evidence.data());
  const Quantity& old = *found.quantity;
  const std::size_t own = found.passage->clause_of(old.first_word).sentence;
  for (std::size_t later = index; later < c.evidence.size(); ++later) {
    const Reading& passage = c.evidence[later];
    for (const Quantity& next : passage.quantities) {
      const std::size_t sentence = passage.clause_of(next.first_word).sentence;
      if ((later == index && sentence <= own) || next.dimension != old.dimension) continue;
      if (next.dimension == Dimension::kDate || next.dimension == Dimension::kOrdinal || next.spelt_one)
        continue;
      if (next.dimension == Dimension::kCount && next.counted != old.counted) continue;
      if (passage.standing[next.first_word] != Standing::kInForce || same_amount(old, next)) continue;
      const bool said = std::any_of(c.statement.quantities.begin(), c.statement.quantities.end(),
                                    [&](const Quantity& mine) { return same_amount(mine, next); });
      const bool dated = begins_with_date(passage) && begins_with_date(*found.passage) && later != index;
      const bool frame = later != index && names_only_known(c, passage, sentence, *found.passage, own);
      if (!said && (dated || frame || tells_change(passage, next)) &&
          (share_a_noun(*found.passage, own, passage, sentence) || names_nothing(passage, sentence)))
        return &next;
    }
  }
  return nullptr;
}

std::optional<Finding> judge(const Case& c, const Quantity& said) {
  const bool vague = said.spelt_one || said.dimension == Dimension::kOrdinal;
  const Found found = look_up(c, said);
  const std::string mine = quoted(c.statement, said);
  switch (found.fit) {
    case Fit::kFull:
      if (found.quantity && !vague && c.statement.standing[said.first_word] == Standing::kInForce &&
          superseded(c, found)) {
        return Finding{0.85, "the statement says " + mine + "; the evidence gives that as a former value"};
      }
      if (found.quantity && !vague && changed_later(c, found) != nullptr) {
        return Finding{0.75, "the statement says " + mine + "; a later passage changes that"};
      }
      return std::nullopt;
    case Fit::kFormer:
      if (vague) return std::nullopt;
      return Finding{0.85, "the statement says " + mine +
                               "; the evidence gives that as no longer or not yet in force"};
    case Fit::kOpposed:
      return Finding{0.8, "the statement's " + mine +
                              " is a bound in the other direction than the evidence's " +
                              quoted(*found.passage, *found.quantity)};
    case Fit::kCountsOther:
      return Finding{0.8, "the statement says " + mine + " of '" + said.counted +
                              "'; the evidence says it of '" + found.quantity->counted + "'"};
    case Fit::kNone:
      break;
  }
  if (said.spelt_one) return std::nullopt;
  if (said.dimension == Dimension::kCount && said.value == 2 && two_in_words(c)) return std::nullopt;
  const Found other = rival(c, said);
  if (other.quantity) {
    return Finding{0.85, "the statement says " + mine + "; the evidence says " +
                             quoted(*other.passage, *other.quantity)};
  }
  const bool mild =
      said.dimension == Dimension::kOrdinal || (said.dimension == Dimension::kCount && said.value <= 2);
  return Finding{mild ? 0.3 : 0.7, "the statement says " + mine + "; the evidence names no such amount"};
}

}  // namespace

Findings ask_quantities(const Case& c) {
  Findings findings;
  for (const Quantity& said : c.statement.quantities) {
    if (auto finding = judge(c, said)) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace st::guard
