#include "combine/requirement.h"

#include <algorithm>
#include <array>
#include <span>

#include "combine/phrases.h"
#include "language/clauses.h"

namespace st::combine {
namespace {

using Phrases = std::span<const std::string_view>;

// Found on backlogs with gold: keeps nine of ten rules and sets every second sentence of background aside.
constexpr double kThreshold = 0.50;

// What each word says for or against a rule. Lower case; phrases stand as whole words.
constexpr auto kRuleWords = std::to_array<std::string_view>(
    {"can",     "cannot",  "can't",    "may",     "must",     "shall",    "should",    "will",   "has to",
     "have to", "need to", "needs to", "needs",   "need",     "only",     "never",     "always", "get",
     "gets",    "go",      "goes",     "allowed", "possible", "required", "no longer", "able to"});

constexpr auto kStateWords = std::to_array<std::string_view>({"is", "are"});

constexpr auto kStrongRuleWords = std::to_array<std::string_view>(
    {"must",         "cannot",      "can't",     "only",      "never",   "always",     "automatically",
     "by default",   "at most",     "no longer", "up to",     "has to",  "have to",    "at least",
     "no more than", "not allowed", "mandatory", "forbidden", "refused", "instead of", "instead",
     "from now on",  "unless",      "except",    "maximum",   "minimum", "max",        "min",
     "within",       "until",       "new rule",  "default"});

// What rules open with; matched at the start of the sentence.
constexpr auto kRuleOpenings = std::to_array<std::string_view>(
    {"if ",     "when ",    "whoever ", "anyone ", "someone ", "only ", "every ", "each ",
     "all ",    "no ",      "after ",   "once ",   "for ",     "in ",   "to ",    "without ",
     "unless ", "new rule", "expected", "fix",     "solution", "rule"});

// History: what was, not what is.
constexpr auto kPastWords = std::to_array<std::string_view>(
    {"was",        "were",      "had",      "did",        "called",  "said",     "told",
     "complained", "tried",     "counted",  "asked",      "agreed",  "decided",  "found",
     "came",       "went",      "got",      "took",       "gave",    "wanted",   "thought",
     "happened",   "lost",      "measured", "promised",   "noticed", "reported", "turned out",
     "showed",     "wrote",     "has been", "have been",  "used to", "wasn't",   "weren't",
     "didn't",     "discussed", "added",    "reproduced", "tested",  "rejected", "ran",
     "opened",     "left",      "learned",  "known",      "invited", "bought",   "broke"});

constexpr auto kFirstPerson = std::to_array<std::string_view>(
    {"we", "our", "us", "i", "i'm", "my", "we're", "we've", "i've", "let's"});

// Talk about the work, the people who do it and how they feel.
constexpr auto kTeamTalk =
    std::to_array<std::string_view>({"please",     "don't forget", "idea",
                                     "maybe",      "honestly",     "later",
                                     "next year",  "budget",       "workshop",
                                     "meeting",    "survey",       "feedback",
                                     "complaint",  "complaints",   "audit",
                                     "finding",    "ticket",       "tickets",
                                     "sprint",     "team",         "decision",
                                     "figures",    "backlog",      "some day",
                                     "perhaps",    "out of scope", "phase two",
                                     "prototype",  "wiki",         "mock-up",
                                     "estimate",   "estimated",    "not in this story",
                                     "minutes of", "deadline",     "demo",
                                     "mail from",  "legal",        "comms",
                                     "steering",   "committee",    "board",
                                     "vendor",     "supplier",     "contract",
                                     "panel",      "trial",        "pilot",
                                     "regards",    "cheers",       "hi",
                                     "hello",      "thanks",       "fyi",
                                     "btw",        "annex",        "attached",
                                     "attachment", "spreadsheet",  "script",
                                     "see also",   "story",        "stories",
                                     "test",       "tests",        "config",
                                     "database",   "wording",      "text for",
                                     "training",   "unhappy",      "happy",
                                     "angry",      "worst",        "headache",
                                     "nice",       "ugly",         "hate",
                                     "love",       "fine"});

// What notes, mails and sentences that lean on the one before open with.
constexpr auto kNoteOpenings = std::to_array<std::string_view>(
    {"background", "remark",        "note",      "todo",   "out of scope", "decision", "result", "numbers",
     "fyi",        "see ",          "please",    "ask ",   "test ",        "copied",   "from:",  "to:",
     "re:",        "subject:",      "hi ",       "hi,",    "hello",        "regards",  "dear",   "excerpt",
     "today ",     "at the moment", "currently", "so far", "last ",        "this ",    "that ",  "they ",
     "it ",        "there ",        "he ",       "she "});

// Figures that describe, not bind.
constexpr auto kStatistics = std::to_array<std::string_view>(
    {"roughly",        "on average",     "median",       "last year",       "last quarter",
     "last month",     "last week",      "last summer",  "last winter",     "last spring",
     "a third of",     "one third of",   "a quarter of", "half of",         "out of ten",
     "% of",           "percent of",     "per cent of",  "in january",      "in february",
     "in march",       "in april",       "in may",       "in june",         "in july",
     "in august",      "in september",   "in october",   "in november",     "in december",
     "since january",  "since february", "since march",  "since april",     "since may",
     "since june",     "since july",     "since august", "since september", "since october",
     "since november", "since december"});

bool starts_with_any(std::string_view lower, Phrases openings) {
  return std::any_of(openings.begin(), openings.end(),
                     [&](std::string_view o) { return lower.starts_with(o); });
}

double rule_words_score(std::string_view lower) {
  double score = 0.0;
  if (has_any_phrase(lower, kRuleWords)) {
    score += 1.0;
  } else if (has_any_phrase(lower, kStateWords)) {
    score += 0.6;
  } else {
    score += 0.3;  // "Patients sign in with ...": the simple present has no word of its own
  }
  if (has_any_phrase(lower, kStrongRuleWords)) score += 0.7;
  if (starts_with_any(lower, kRuleOpenings)) score += 0.4;
  return score;
}

// "are not asked", "must be decided": the participle of a rule, which many verbs share with their past.
bool in_present_passive(const std::vector<Word>& words, std::size_t at) {
  constexpr auto kPresent = std::to_array<std::string_view>({"is", "are", "be", "being", "get", "gets"});
  while (at > 0 && (words[at - 1].part == PartOfSpeech::kAdverb || words[at - 1].is("not"))) --at;
  return at > 0 && std::any_of(kPresent.begin(), kPresent.end(),
                               [&](std::string_view form) { return words[at - 1].is(form); });
}

// Whether the sentence tells of what was. A condition or a relative clause may ("who was invited") without
// making its rule history.
bool tells_history(const std::vector<Word>& words, std::string_view lower) {
  if (!has_any_phrase(lower, kPastWords)) return false;
  const std::vector<Clause> clauses = clauses_of(words);
  const auto outright = [&](std::size_t at) {
    return std::any_of(clauses.begin(), clauses.end(), [&](const Clause& clause) {
      const bool hangs_on = clause.role == ClauseRole::kRelative || clause.role == ClauseRole::kCondition;
      return clause.words.holds(at) && !hangs_on;
    });
  };
  bool single = false;  // a word of the list stands in the sentence, so that it is no phrase that was found
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool past = std::any_of(kPastWords.begin(), kPastWords.end(),
                                  [&](std::string_view form) { return words[i].is(form); });
    single = single || past;
    if (past && outright(i) && !in_present_passive(words, i)) return true;
  }
  return !single;
}

double background_score(const std::vector<Word>& words, std::string_view lower) {
  double score = 0.0;
  if (tells_history(words, lower)) score += 0.9;
  if (has_any_phrase(lower, kFirstPerson)) score += 0.4;
  if (has_any_phrase(lower, kTeamTalk)) score += 0.6;
  if (starts_with_any(lower, kNoteOpenings)) score += 0.8;
  if (lower.ends_with('?')) score += 2.0;
  if (std::count(lower.begin(), lower.end(), '"') % 2 == 1)
    score += 0.5;  // in the middle of what somebody said
  if (lower.find('!') != std::string_view::npos) score += 0.3;
  return score;
}

double sentence_score(const std::vector<Word>& words, std::string_view lower, bool has_quantity) {
  double score = rule_words_score(lower) - background_score(words, lower);
  const bool statistic = has_any_phrase(lower, kStatistics);
  if (statistic) score -= 0.6;
  if (has_quantity && !statistic) score += 0.5;
  if (words.size() < 4) score -= 0.6;
  return score - kThreshold;
}

// "It no longer exists.", "They have a point.": what it is about stands in another sentence. "Anyone who is
// 18 may join" leans on none.
bool leans_on_another(const std::vector<Word>& words) {
  constexpr auto kWhoever =
      std::to_array<std::string_view>({"anyone", "anybody", "everyone", "everybody", "someone", "somebody",
                                       "nobody", "whoever", "those", "none", "all", "who"});
  if (std::any_of(kWhoever.begin(), kWhoever.end(),
                  [&](std::string_view form) { return words.front().is(form); }))
    return false;
  const bool names_something = std::any_of(
      words.begin(), words.end(), [](const Word& word) { return word.part == PartOfSpeech::kNoun; });
  return words.front().part == PartOfSpeech::kPronoun && !names_something;
}

}  // namespace

double requirement_score(const SegmentedClaim& claim, const std::vector<Word>& words,
                         std::string_view lower, bool has_quantity) {
  if (claim.kind != ClaimKind::kSentence) return 2.0;
  if (words.size() < 2 || lower.ends_with(':') || leans_on_another(words)) return -1.0;
  return sentence_score(words, lower, has_quantity);
}

}  // namespace st::combine
