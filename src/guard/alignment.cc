#include "guard/alignment.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace st::guard {
namespace {

// Words that carry little of a requirement's meaning.
constexpr std::array<std::string_view, 61> kLight = {
    "get",         "make",   "use",    "give",     "go",      "take",      "set",     "system",
    "application", "app",    "do",     "put",      "become",  "possible",  "able",    "want",
    "need",        "like",   "allow",  "enable",   "let",     "work",      "happen",  "kind",
    "case",        "thing",  "way",    "time",     "certain", "new",       "own",     "same",
    "respective",  "have",   "exist",  "come",     "place",   "people",    "perform", "such",
    "user",        "change", "action", "process",  "step",    "operation", "event",   "matter",
    "option",      "value",  "list",   "overview", "type",    "detail",    "entry",   "also",
    "longer",      "still",  "order",  "yet",      "again"};

double weight_of(const Word& word) {
  if (std::find(kLight.begin(), kLight.end(), word.lemma) != kLight.end()) return 0.3;
  switch (word.part) {
    case PartOfSpeech::kVerb:
      return 0.7;  // verbs are reworded more freely than what they are about
    case PartOfSpeech::kAdverb:
      return 0.5;
    case PartOfSpeech::kAdjective:
      return 0.8;
    case PartOfSpeech::kAuxiliary:
      return 0.2;
    default:
      return 1.0;
  }
}

// Words that an amount says by itself: what is "warmer than 25 °C" has a temperature that exceeds it.
struct Implied {
  Dimension dimension;
  std::array<std::string_view, 10> lemmas;
};
constexpr std::array kImplied = std::to_array<Implied>({
    {Dimension::kTemperature,
     {"temperature", "warm", "hot", "cold", "cool", "exceed", "rise", "fall", "drop", "degree"}},
    {Dimension::kMoney,
     {"cost", "price", "amount", "pay", "charge", "fee", "worth", "value", "sum", "exceed"}},
    {Dimension::kDuration,
     {"last", "take", "duration", "period", "time", "long", "length", "old", "age", "exceed"}},
    {Dimension::kMass, {"weigh", "weight", "heavy", "light", "mass", "exceed"}},
    {Dimension::kLength,
     {"length", "long", "distance", "high", "height", "wide", "width", "deep", "depth", "away"}},
    {Dimension::kClockTime, {"morning", "afternoon", "evening", "night", "time", "o'clock", "clock"}},
    {Dimension::kDataSize, {"size", "storage", "space", "large", "big", "exceed"}},
    {Dimension::kSpeed, {"speed", "fast", "slow", "exceed"}},
    {Dimension::kShare, {"share", "proportion", "part", "exceed"}},
    {Dimension::kPeriod, {"calendar", "time", "regularly"}},
    {Dimension::kCount, {"time", "number", "count", "total", "exceed"}},
});

bool stands(const Reading& reading, std::size_t word) {
  return reading.standing[word] == Standing::kInForce;
}

class Aligner {
 public:
  Aligner(const Reading& statement, std::span<const Reading> evidence)
      : statement_(statement), evidence_(evidence) {}

  Alignment run() {
    Alignment alignment;
    alignment.unit_at.assign(statement_.words.size(), kNowhere);
    look_backward(alignment);
    double total = 0.0;
    for (std::uint32_t i = 0; i < statement_.words.size(); ++i) {
      if (!statement_.words[i].content() || statement_.in_quantity[i]) continue;
      if (implied(i) || is_cue(i)) continue;
      alignment.unit_at[i] = static_cast<std::uint32_t>(alignment.units.size());
      alignment.units.push_back(unit_for(i));
      total += alignment.units.back().weight;
    }
    drop_claimed(alignment);
    for (const Unit& unit : alignment.units) {
      if (unit.exact()) alignment.exact_share += unit.weight;
      alignment.soft_share += unit.weight * unit.best.nearness;
    }
    if (total > 0) {
      alignment.exact_share /= total;
      alignment.soft_share /= total;
    } else {
      alignment.exact_share = alignment.soft_share = 1.0;
    }
    return alignment;
  }

 private:
  // "weighed and measured" out of "weighed": the one word can't stand for both.
  void drop_claimed(Alignment& alignment) const {
    for (Unit& unit : alignment.units) {
      if (!unit.best.found() || unit.best.nearness > 0.9 ||
          statement_.words[unit.word].part != PartOfSpeech::kVerb)
        continue;
      bool free = false;
      for (const Match& match : unit.matches) free |= !claimed(alignment, unit, match);
      if (!free) unit.best = Match{};
    }
  }

  static bool claimed(const Alignment& alignment, const Unit& unit, const Match& match) {
    return std::any_of(alignment.units.begin(), alignment.units.end(), [&](const Unit& other) {
      return &other != &unit && other.exact() && other.best.passage == match.passage &&
             other.best.word == match.word && other.word + 1 != unit.word && unit.word + 1 != other.word;
    });
  }

  void look_backward(Alignment& alignment) const {
    for (const Reading& passage : evidence_) {
      std::vector<float> said(passage.words.size(), 0.0f);
      for (const Term& term : passage.terms) {
        double best = 0.0;
        for (const Term& own : statement_.terms) best = std::max(best, nearness(own, term));
        for (std::size_t i = term.first_word; i < term.last_word; ++i)
          said[i] = std::max(said[i], static_cast<float>(best));
      }
      alignment.said_of.push_back(std::move(said));
    }
  }

  // "no longer", "must", "optional": other questions look at these.
  bool is_cue(std::uint32_t word) const {
    // "as soon as" is a conjunction.
    if (word > 0 && statement_.words[word].is("soon") && statement_.words[word - 1].is("as")) return true;
    return std::any_of(statement_.negations.begin(), statement_.negations.end(),
                       [&](const Negation& negation) {
                         return word >= negation.first_word && word < negation.last_word &&
                                negation.kind != NegationKind::kRefuse;
                       });
  }

  bool implied(std::uint32_t word) const {
    for (const Quantity& quantity : statement_.quantities) {
      for (const Implied& row : kImplied) {
        if (row.dimension != quantity.dimension) continue;
        if (std::find(row.lemmas.begin(), row.lemmas.end(), statement_.words[word].lemma) !=
            row.lemmas.end())
          return true;
      }
    }
    return false;
  }

  Unit unit_for(std::uint32_t word) {
    Unit unit;
    unit.word = word;
    unit.weight = weight_of(statement_.words[word]);
    for (std::uint32_t p = 0; p < evidence_.size(); ++p) collect(unit, p);
    const Match* best = nullptr;
    for (const Match& match : unit.matches) {
      if (!best || value_of(match) > value_of(*best)) best = &match;
    }
    if (best) unit.best = *best;
    if (unit.best.nearness < 0.8) find_opposite(unit);
    return unit;
  }

  // A word in force counts before one that only a wish, a former rule or a benefit names.
  double value_of(const Match& match) const {
    const Reading& passage = evidence_[match.passage];
    return match.nearness - (stands(passage, match.word) ? 0.0 : 0.3) -
           (passage.purpose[match.word] ? 0.05 : 0.0);
  }

  void collect(Unit& unit, std::uint32_t p) {
    const Reading& passage = evidence_[p];
    for (const Term& term : passage.terms) {
      double nearest = 0.0;
      for (const std::uint32_t t : statement_.terms_at[unit.word]) {
        const Term& own = statement_.terms[t];
        // A phrase of the statement may be one word there, and the other way round.
        nearest = std::max(nearest, nearness(own, term));
      }
      if (nearest < kRelated) continue;
      unit.matches.push_back({p, static_cast<std::uint32_t>(term.first_word), nearest});
    }
  }

  void find_opposite(Unit& unit) {
    for (std::uint32_t p = 0; p < evidence_.size(); ++p) {
      for (const Term& term : evidence_[p].terms) {
        if (!stands(evidence_[p], term.first_word)) continue;
        for (const std::uint32_t t : statement_.terms_at[unit.word]) {
          const Term& own = statement_.terms[t];
          if (!are_opposites(own, term) || attributive(p, term, unit.word)) continue;
          unit.opposite = true;
          unit.opposed_by = {p, static_cast<std::uint32_t>(term.first_word), 1.0};
          return;
        }
      }
    }
  }

  // "sealed documents" is no act that "unseal" could be the opposite of.
  bool attributive(std::uint32_t p, const Term& term, std::uint32_t word) const {
    const auto& words = evidence_[p].words;
    return statement_.words[word].part == PartOfSpeech::kVerb && term.last_word < words.size() &&
           words[term.first_word].lower.ends_with("ed") &&
           words[term.last_word].part == PartOfSpeech::kNoun;
  }

  const Reading& statement_;
  std::span<const Reading> evidence_;
};

}  // namespace

Alignment align(const Reading& statement, std::span<const Reading> evidence) {
  return Aligner(statement, evidence).run();
}

}  // namespace st::guard
