#include <algorithm>
#include <optional>

#include "guard/finding.h"
#include "guard/restriction.h"
#include "guard/support.h"

namespace st::guard {
namespace {

// A sentence that the statement rests on, in two parts: of what and when it holds, and what it says of
// that.
struct Told {
  SupportSentence at;
  double predicate = 0.0, predicate_said = 0.0;
  std::size_t unsaid_scope = 0;              // nouns of the first part that the statement does not say
  std::optional<std::uint32_t> unsaid_head;  // the thing itself, where the statement does not say it
  std::string scope;                         // for the reason

  double share() const { return predicate > 0 ? predicate_said / predicate : 0.0; }
};

class Reader {
 public:
  Reader(const Case& c, const SupportSentence& at) : case_(c), passage_(c.evidence[at.passage]) {
    told_.at = at;
    tells_passively_ = std::any_of(c.statement.clauses.begin(), c.statement.clauses.end(),
                                   [](const Clause& clause) { return clause.passive; });
    scope_.assign(passage_.words.size(), false);
    for (const Restriction& restriction : restrictions_of(passage_)) {
      if (restriction.sentence == at.sentence) mark(restriction.first, restriction.last);
    }
  }

  Told read() {
    for (const Clause& clause : passage_.clauses) {
      if (clause.sentence != told_.at.sentence || clause.role == ClauseRole::kPurpose) continue;
      if (clause.role == ClauseRole::kMain) read_subject(clause);
    }
    for (std::uint32_t i = 0; i < passage_.words.size(); ++i) {
      if (passage_.clause_of(i).sentence == told_.at.sentence && !passage_.purpose[i]) add(i);
    }
    for (const Quantity& quantity : passage_.quantities) add(quantity);
    return told_;
  }

 private:
  void mark(std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < std::min(last, scope_.size()); ++i) scope_[i] = true;
  }
  bool said(std::uint32_t word) const {
    return case_.alignment.said_of[told_.at.passage][word] >= kRelated;
  }

  // The subject; of a heading ("Claims for jewellery:") what narrows it.
  void read_subject(const Clause& clause) {
    if (passage_.story && clause.words.first < passage_.story->body.last &&
        clause.words.last > passage_.story->role.first)
      return;
    if (passage_.words[clause.words.last - 1].is(":")) {
      std::size_t at = clause.words.first;
      while (at < clause.words.last && !passage_.words[at].is("for")) ++at;
      return mark(at, clause.words.last);
    }
    for (std::size_t i = clause.subject.first; i < clause.subject.last; ++i) {
      if (passage_.words[i].is("i") || passage_.words[i].is("we")) return;
    }
    mark(clause.subject.first, clause.subject.last);
    const bool parted = !clause.verb && parted_by_relative(clause);  // "customers who order by phone | pay"
    if (parted) mark(clause.words.first, clause.words.last);
    if ((!clause.verb && !parted) || (!has_passive(clause) && tells_passively_)) return;
    const auto head = head_noun(passage_.words, parted ? clause.words : clause.subject);
    constexpr double kSameThing = 0.79;  // bicycles are no motorbikes, though both are vehicles
    if (head && !told_.unsaid_head && case_.alignment.said_of[told_.at.passage][*head] < kSameThing)
      told_.unsaid_head = static_cast<std::uint32_t>(*head);
  }

  bool parted_by_relative(const Clause& clause) const {
    const auto next = static_cast<std::size_t>(&clause - passage_.clauses.data()) + 1;
    return next < passage_.clauses.size() && passage_.clauses[next].role == ClauseRole::kRelative &&
           passage_.clauses[next].sentence == clause.sentence;
  }

  bool has_passive(const Clause& clause) const {
    if (clause.passive) return true;
    for (std::size_t i = clause.words.first; i + 1 < clause.words.last; ++i) {
      const Word& word = passage_.words[i];
      if (word.part == PartOfSpeech::kAuxiliary && word.lemma == "be" &&
          passage_.words[i + 1].part == PartOfSpeech::kVerb)
        return true;
    }
    return false;
  }

  void add(std::uint32_t i) {
    const Word& word = passage_.words[i];
    if (!word.content() || passage_.in_quantity[i]) return;
    if (passage_.story && (passage_.story->role.holds(i) || i < passage_.story->body.first)) return;
    if (scope_[i]) {
      if (word.part != PartOfSpeech::kNoun || said(i)) return;
      ++told_.unsaid_scope;
      told_.scope = word.lower;
      return;
    }
    told_.predicate += 1.0;
    told_.predicate_said += said(i) ? 1.0 : 0.0;
  }

  void add(const Quantity& quantity) {
    constexpr double kAmount = 1.5;
    if (passage_.clause_of(quantity.first_word).sentence != told_.at.sentence || quantity.spelt_one ||
        scope_[quantity.first_word])
      return;
    told_.predicate += kAmount;
    for (const Quantity& mine : case_.statement.quantities) {
      if (!same_amount(mine, quantity)) continue;
      told_.predicate_said += kAmount;
      return;
    }
  }

  const Case& case_;
  const Reading& passage_;
  std::vector<bool> scope_;
  bool tells_passively_ = false;  // then who does it may be left out
  Told told_;
};

bool said_there(const Case& c, const Unit& unit, const SupportSentence& at, double least) {
  return std::any_of(unit.matches.begin(), unit.matches.end(), [&](const Match& match) {
    return match.passage == at.passage && match.nearness >= least &&
           c.evidence[at.passage].clause_of(match.word).sentence == at.sentence;
  });
}

// A noun or amount of the statement that this sentence says and the other does not.
bool gives_alone(const Case& c, const SupportSentence& one, const SupportSentence& other) {
  for (const Unit& unit : c.alignment.units) {
    if (c.statement.words[unit.word].part != PartOfSpeech::kNoun || unit.weight < 0.5) continue;
    if (said_there(c, unit, one, 0.8) && !said_there(c, unit, other, kRelated)) return true;
  }
  return false;
}

}  // namespace

// One passage's thing with another passage's rule: "members who lost their card pay 20 euros" out of
// "guests pay 20 euros" and "members who lost their card show an ID". The rule's own thing is left out, and
// so is what was said of the other.
Findings ask_conflation(const Case& c) {
  const std::vector<SupportSentence> support = support_of(c);
  if (support.size() < 2) return {};
  std::vector<Told> all;
  for (const SupportSentence& at : support) all.push_back(Reader(c, at).read());
  const double sureness = std::clamp((c.alignment.exact_share - 0.2) / 0.3, 0.0, 1.0);
  for (const Told& rule : all) {
    if (rule.share() < 0.6 || rule.predicate < 2.0) continue;
    if (rule.unsaid_scope == 0 && !rule.unsaid_head) continue;
    for (const Told& thing : all) {
      if (&thing == &rule || thing.at.passage == rule.at.passage) continue;
      const bool left_out = thing.predicate > 0 && thing.share() < 0.5;
      if (!left_out && !rule.unsaid_head) continue;
      if (!gives_alone(c, thing.at, rule.at)) continue;
      const std::string name =
          rule.unsaid_head ? c.evidence[rule.at.passage].words[*rule.unsaid_head].lower : rule.scope;
      return {{(left_out ? 0.62 : 0.55) * sureness,
               "the evidence says it of '" + name + "'; the statement joins it to something else"}};
    }
  }
  return {};
}

}  // namespace st::guard
