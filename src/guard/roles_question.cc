#include <algorithm>
#include <optional>

#include "guard/finding.h"

namespace st::guard {
namespace {

// Who acts: the head of the subject, what "who" stands for, or the role of a story.
std::optional<std::size_t> doer_of(const Reading& reading, const Clause& clause) {
  if (reading.story && reading.story->actor_acts && clause.verb && reading.story->body.holds(*clause.verb))
    return head_noun(reading.words, reading.story->role);
  if (clause.role == ClauseRole::kRelative) {
    for (std::size_t i = clause.words.first; i-- > 0 && clause.words.first - i < 4;) {
      if (reading.words[i].part == PartOfSpeech::kNoun) return i;
    }
    return std::nullopt;
  }
  return head_noun(reading.words, clause.subject);
}

constexpr double kSame = 0.95, kSameAct = 0.8;

bool stands_after_verb(const Case& c, std::size_t word, const Reading& passage, const Clause& told) {
  for (std::size_t i = *told.verb + 1; i < told.words.last; ++i) {
    if (word_nearness(c.statement, word, passage, i) >= kSame) return true;
  }
  return false;
}

}  // namespace

// "The bank sends the shop a list" for "the shop sends the bank a list": both stand on both sides, and each
// does what the other did.
Findings ask_roles(const Case& c) {
  std::optional<Finding> against;
  for (const Clause& said : c.statement.clauses) {
    if (!said.verb || said.role == ClauseRole::kPurpose) continue;
    const auto mine = doer_of(c.statement, said);
    if (!mine) continue;
    for (const Reading& passage : c.evidence) {
      for (const Clause& told : passage.clauses) {
        if (!told.verb || told.passive != said.passive || told.role == ClauseRole::kPurpose) continue;
        const auto theirs = doer_of(passage, told);
        if (!theirs || word_nearness(c.statement, *said.verb, passage, *told.verb) < kSameAct) continue;
        if (word_nearness(c.statement, *mine, passage, *theirs) >= kRelated) return {};
        bool other_here = false;
        for (std::size_t i = *said.verb + 1; i < said.words.last; ++i)
          other_here |= word_nearness(c.statement, i, passage, *theirs) >= kSame;
        if (!other_here || !stands_after_verb(c, *mine, passage, told)) continue;
        against = Finding{0.65, "'" + c.statement.words[*mine].lower + "' and '" +
                                    passage.words[*theirs].lower + "' have changed roles"};
      }
    }
    if (against) return {std::move(*against)};
  }
  return {};
}

}  // namespace st::guard
