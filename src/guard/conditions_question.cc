#include <algorithm>

#include "guard/finding.h"
#include "guard/restriction.h"
#include "guard/support.h"

namespace st::guard {
namespace {

// What the evidence's words say, looked for in the statement.
class Backward {
 public:
  explicit Backward(const Case& c) : case_(c), compares_(compares(c.statement)) {}

  bool says(const Reading& passage, std::uint32_t word, double least) const {
    const auto p = static_cast<std::size_t>(&passage - case_.evidence.data());
    return case_.alignment.said_of[p][word] >= least;
  }

  bool says(const Quantity& told) const {
    return std::any_of(case_.statement.quantities.begin(), case_.statement.quantities.end(),
                       [&](const Quantity& said) {
                         const bool turned = !opposed(said.comparator, told.comparator) || compares_;
                         return same_amount(said, told) && turned;
                       });
  }

 private:
  // "higher fines", "unless", "otherwise": the statement may name the bound from its other side.
  static bool compares(const Reading& statement) {
    return std::any_of(statement.words.begin(), statement.words.end(), [](const Word& word) {
      return word.is("higher") || word.is("more") || word.is("larger") || word.is("longer") ||
             word.is("other") || word.is("others") || word.is("unless") || word.is("otherwise") ||
             word.is("nobody") || word.is("no") || word.is("smaller") || word.is("less");
    });
  }

  const Case& case_;
  bool compares_;
};

struct Cover {
  double total = 0.0, said = 0.0;
  double share() const { return total > 0 ? said / total : 1.0; }
};

// "export the timetable as long as the timetable is published": the word is said of the rule, not of the
// limit.
bool said_outside(const Reading& passage, std::uint32_t first, std::uint32_t last, std::uint32_t word) {
  const std::size_t sentence = passage.clause_of(word).sentence;
  for (std::uint32_t i = 0; i < passage.words.size(); ++i) {
    if ((i < first || i >= last) && passage.words[i].lemma == passage.words[word].lemma &&
        passage.clause_of(i).sentence == sentence)
      return true;
  }
  return false;
}

Cover cover_of(const Case& c, const Reading& passage, std::uint32_t first, std::uint32_t last,
               double least = kRelated) {
  const Backward backward(c);
  Cover cover;
  for (std::uint32_t i = first; i < last; ++i) {
    if (!passage.words[i].content() || passage.in_quantity[i]) continue;
    if (said_outside(passage, first, last, i)) continue;
    cover.total += 1.0;
    cover.said += backward.says(passage, i, least) ? 1.0 : 0.0;
  }
  for (const Quantity& quantity : passage.quantities) {
    if (quantity.first_word < first || quantity.last_word > last) continue;
    cover.total += 1.5;
    cover.said += backward.says(quantity) ? 1.5 : 0.0;
  }
  return cover;
}

// How much of the sentence around the restriction the statement says: whether it rests on that sentence at
// all.
double host_share(const Case& c, const Reading& passage, const Restriction& restriction) {
  const Backward backward(c);
  double total = 0.0, said = 0.0;
  std::uint32_t begin = restriction.marker, end = restriction.last;
  while (begin > 0 && !passage.words[begin - 1].is(";")) --begin;
  while (end < passage.words.size() && !passage.words[end].is(";")) ++end;
  for (std::uint32_t i = begin; i < end; ++i) {
    if (passage.clause_of(i).sentence != restriction.sentence ||
        (i >= restriction.first && i < restriction.last))
      continue;
    if (!passage.words[i].content() || passage.purpose[i] || passage.in_quantity[i]) continue;
    total += 1.0;
    said += backward.says(passage, i, kRelated) ? 1.0 : 0.0;
  }
  return total > 0 ? said / total : 0.0;
}

double gravity_of(Restriction::Kind kind) {
  using Kind = Restriction::Kind;
  switch (kind) {
    case Kind::kCondition:
    case Kind::kException:
    case Kind::kBound:
      return 0.62;
    case Kind::kOnly:
    case Kind::kWithout:
      return 0.58;
    case Kind::kSubject:
      return 0.52;
    case Kind::kTime:
      return 0.35;
  }
  return 0.5;
}

constexpr double kSameWord = 0.75;

// One of several alternatives or conjuncts that the statement keeps only some of: "if A and B" told as "if
// A".
bool lost_part(const Case& c, const Reading& passage, const Restriction& restriction, std::string& lost) {
  std::uint32_t begin = restriction.first;
  bool any_said = false, any_lost = false;
  for (std::uint32_t i = restriction.first; i <= restriction.last; ++i) {
    const bool joint = i == restriction.last || passage.words[i].is("and") || passage.words[i].is("or");
    if (!joint) continue;
    const Cover part = cover_of(c, passage, begin, i, kSameWord);
    if (part.total > 0) {
      (part.share() < 0.3 ? any_lost : any_said) = true;
      if (part.share() < 0.3) lost = passage.quote(begin, i);
    }
    begin = i + 1;
  }
  return any_said && any_lost;
}

}  // namespace

bool claims_all(const Reading& reading) {
  return std::any_of(reading.words.begin(), reading.words.end(), [](const Word& word) {
    return word.is("all") || word.is("any") || word.is("every") || word.is("each") || word.is("always");
  });
}

// A limit that a later passage has replaced is no longer one: the statement names another amount of the
// same kind.
bool replaced(const Case& c, const Reading& passage, const Restriction& restriction) {
  for (const Quantity& told : passage.quantities) {
    if (told.first_word < restriction.first || told.last_word > restriction.last) continue;
    for (const Reading& later : c.evidence) {
      if (&later <= &passage) continue;
      for (const Quantity& old : later.quantities) {
        if (later.standing[old.first_word] == Standing::kFormer && same_amount(old, told)) return true;
      }
    }
  }
  return false;
}

Findings ask_conditions(const Case& c) {
  Findings findings;
  // Where the statement is worded anew, a condition may stand there in words beyond the lexicon.
  const double sureness = std::clamp((c.alignment.exact_share - 0.15) / 0.35, 0.3, 1.0);
  const std::vector<SupportSentence> support = support_of(c);
  for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
    const Reading& passage = c.evidence[p];
    if (sureness < 0.6 && !findings.empty()) break;
    for (const Restriction& restriction : restrictions_of(passage)) {
      if (!rests_on(support, p, restriction.sentence)) continue;
      const Cover cover = cover_of(c, passage, restriction.first, restriction.last);
      if (cover.total == 0.0 || host_share(c, passage, restriction) < 0.5) continue;
      std::string lost = passage.quote(restriction.marker, restriction.last);
      if (replaced(c, passage, restriction)) continue;
      const bool part_of_subject =
          restriction.kind == Restriction::Kind::kSubject && claims_all(c.statement);
      const bool dropped = cover.share() < (part_of_subject ? 0.7 : 0.34);
      if (!dropped && !(sureness >= 1.0 && lost_part(c, passage, restriction, lost))) continue;
      const bool manner = restriction.kind == Restriction::Kind::kWithout && passage.story;
      findings.push_back(
          {gravity_of(restriction.kind) * sureness * (manner ? 0.5 : 1.0),
           "the evidence says it with a limit that the statement leaves out: '" + lost + "'"});
    }
  }
  return findings;
}

}  // namespace st::guard
