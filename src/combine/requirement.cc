#include "combine/requirement.h"

#include <algorithm>
#include <array>
#include <span>

#include "combine/phrases.h"

namespace st::combine {
namespace {

using Phrases = std::span<const std::string_view>;

constexpr std::array<std::string_view, 24> kRuleWords = {
    "can",      "cannot",  "may",  "must",    "shall",    "will",     "has to", "have to",
    "needs to", "need to", "only", "never",   "always",   "is",       "are",    "gets",
    "get",      "goes",    "go",   "allowed", "possible", "required", "not",    "no longer"};

constexpr std::array<std::string_view, 20> kStrongRuleWords = {
    "must",         "cannot",      "can't",     "only",      "never",   "always",    "automatically",
    "by default",   "at most",     "no longer", "up to",     "has to",  "have to",   "at least",
    "no more than", "not allowed", "mandatory", "forbidden", "refused", "instead of"};

constexpr std::array<std::string_view, 12> kRuleOpenings = {"if ",      "when ", "whoever ", "anyone ",
                                                            "someone ", "only ", "every ",   "each ",
                                                            "all ",     "no ",   "after ",   "once "};

constexpr std::array<std::string_view, 31> kPastWords = {
    "was",      "were",    "had",      "did",        "called",  "said",     "told",    "complained",
    "tried",    "counted", "asked",    "agreed",     "decided", "found",    "came",    "went",
    "got",      "took",    "gave",     "wanted",     "thought", "happened", "lost",    "measured",
    "promised", "noticed", "reported", "turned out", "showed",  "wrote",    "has been"};

constexpr std::array<std::string_view, 6> kFirstPerson = {"we", "our", "us", "i", "i'm", "my"};

constexpr std::array<std::string_view, 31> kTeamTalk = {
    "please",           "don't forget", "idea",      "maybe",   "honestly", "later",
    "next year",        "budget",       "workshop",  "meeting", "survey",   "feedback",
    "complaint",        "audit",        "finding",   "ticket",  "sprint",   "team",
    "decision",         "figures",      "data",      "backlog", "some day", "perhaps",
    "out of scope",     "phase two",    "prototype", "wiki",    "mock-up",  "estimate",
    "not in this story"};

constexpr std::array<std::string_view, 14> kNoteOpenings = {
    "background", "remark", "note", "todo",   "out of scope", "decision", "result",
    "numbers",    "fyi",    "see ", "please", "ask ",         "test ",    "copied"};

bool starts_with_any(std::string_view lower, Phrases openings) {
  return std::any_of(openings.begin(), openings.end(),
                     [&](std::string_view o) { return lower.starts_with(o); });
}

double sentence_score(std::string_view lower, bool has_quantity) {
  double score = 0.0;
  if (has_any_phrase(lower, kRuleWords)) score += 1.0;
  if (has_quantity) score += 0.5;
  if (starts_with_any(lower, kRuleOpenings)) score += 0.5;
  if (has_any_phrase(lower, kStrongRuleWords)) score += 0.7;
  if (has_any_phrase(lower, kPastWords)) score -= 1.0;
  if (has_any_phrase(lower, kFirstPerson)) score -= 0.6;
  if (lower.ends_with('?')) score -= 2.0;
  if (has_any_phrase(lower, kTeamTalk)) score -= 0.7;
  if (starts_with_any(lower, kNoteOpenings)) score -= 1.0;
  return score;
}

}  // namespace

double requirement_score(const SegmentedClaim& claim, const std::vector<Word>& words,
                         std::string_view lower, bool has_quantity) {
  if (claim.kind != ClaimKind::kSentence) return 2.0;
  if (words.size() < 2 || lower.ends_with(':')) return -1.0;
  return sentence_score(lower, has_quantity);
}

}  // namespace st::combine
