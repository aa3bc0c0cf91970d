#include "combine/reading.h"

#include <algorithm>
#include <array>

#include "base/unicode.h"
#include "combine/phrases.h"
#include "combine/requirement.h"
#include "combine/retirement.h"
#include "language/clauses.h"
#include "language/words.h"

namespace st::combine {
namespace {

constexpr std::array<std::string_view, 52> kChangeCues = {
    "instead",   "no longer", "from now on", "replace",     "replaced",     "replaces",   "so far",
    "until now", "used to",   "change",      "changed",     "changes",      "raise",      "raised",
    "lower",     "lowered",   "reduce",      "reduced",     "increase",     "increased",  "relax",
    "extend",    "extended",  "shorten",     "shortened",   "longer",       "shorter",    "more",
    "less",      "fewer",     "new rule",    "rather than", "not any more", "any longer", "now",
    "limit",     "limits",    "drop",        "dropped",     "new",          "simpler",    "earlier",
    "later",     "again",     "too long",    "too short",   "too much",     "too many",   "too few",
    "tighten",   "revised",   "correction"};

constexpr std::array<std::string_view, 12> kKeepCues = {
    "everything else", "everyone else",      "everybody else", "all others",
    "all other",       "not concerned",      "not affected",   "keeps its own",
    "keep their own",  "nothing to do with", "still need",     "as an exception"};

constexpr std::array<std::string_view, 11> kConfirmCues = {
    "stays",  "stay",  "remains",  "remain",         "unchanged",  "as before",
    "as now", "as is", "as today", "stays the same", "not touched"};

constexpr std::array<std::string_view, 17> kNegations = {
    "not",   "never",  "no",     "cannot", "can't",   "don't",  "doesn't", "isn't",    "aren't",
    "won't", "nobody", "no one", "none",   "without", "hidden", "refused", "forbidden"};
constexpr std::array<std::string_view, 6> kNoNegations = {
    "no more than", "no later than", "not only", "no less than", "not more than", "no longer than"};

constexpr std::size_t kLongConfirmation = 14;  // words; a longer claim says more than that something stays

constexpr std::array<std::string_view, 6> kScopeOpeners = {"for", "in", "at", "within", "on", "with"};

bool is_one_of(const Word& word, std::span<const std::string_view> forms) {
  return std::any_of(forms.begin(), forms.end(), [&](std::string_view form) { return word.is(form); });
}

bool opens_clause(const std::vector<Word>& words, std::size_t i) {
  if (i == 0 || words[i].sentence_start) return true;
  constexpr std::array<std::string_view, 4> kOpeners = {",", ";", ":", "but"};
  return is_one_of(words[i - 1], kOpeners);
}

// Whether the word can stand inside a noun phrase that begins before it.
bool continues_noun_phrase(const Word& word, bool has_noun) {
  switch (word.part) {
    case PartOfSpeech::kNoun:
    case PartOfSpeech::kAdjective:
    case PartOfSpeech::kNumber:
    case PartOfSpeech::kIdentifier:
      return true;
    case PartOfSpeech::kDeterminer:
    case PartOfSpeech::kAdverb:
    case PartOfSpeech::kPronoun:
      return !has_noun;
    default:
      return word.is("and") || word.is("or") || word.is("of");
  }
}

// The noun phrase that begins at `first`.
std::vector<Word> noun_phrase(const std::vector<Word>& words, std::size_t first) {
  std::vector<Word> phrase;
  bool has_noun = false;
  for (std::size_t j = first; j < words.size() && continues_noun_phrase(words[j], has_noun); ++j) {
    has_noun = has_noun || words[j].part == PartOfSpeech::kNoun;
    phrase.push_back(words[j]);
  }
  return phrase;
}

// The name of what the claim limits itself to before it says anything: "In Switzerland", "At Basel".
std::vector<Word> exception_words(const std::vector<Word>& words) {
  if (words.empty() || !is_one_of(words.front(), kScopeOpeners)) return {};
  std::vector<Word> names = noun_phrase(words, 1);
  std::erase_if(names, [](const Word& word) { return !word.capitalised; });
  return names;
}

// The words of the phrases that limit a claim: the noun phrase behind "for" anywhere, and behind "in",
// "at", "with" at a clause's start.
std::vector<Word> scope_words(const std::vector<Word>& words) {
  std::vector<Word> scope;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool opener =
        words[i].is("for") || (is_one_of(words[i], kScopeOpeners) && opens_clause(words, i));
    if (!opener) continue;
    const std::vector<Word> phrase = noun_phrase(words, i + 1);
    scope.insert(scope.end(), phrase.begin(), phrase.end());
  }
  return scope;
}

// What narrows the subject: "motorcycle" in "Motorcycle policies use ...", and all of "Cars" in "Cars:
// ...".
std::vector<Word> subject_modifiers(const std::vector<Word>& words) {
  std::vector<Word> modifiers;
  for (std::size_t i = 0; i < words.size() && i < 5; ++i) {
    if (words[i].is(":"))
      return std::vector<Word>(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i));
  }
  const std::vector<Clause> clauses = clauses_of(words);
  const auto main = std::find_if(clauses.begin(), clauses.end(),
                                 [](const Clause& c) { return c.role == ClauseRole::kMain; });
  if (main == clauses.end() || main->subject.empty()) return modifiers;
  const std::optional<std::size_t> head = head_noun(words, main->subject);
  if (!head) return modifiers;
  for (std::size_t i = main->subject.first; i < *head; ++i) {
    if (words[i].part == PartOfSpeech::kNoun || words[i].part == PartOfSpeech::kAdjective)
      modifiers.push_back(words[i]);
  }
  return modifiers;
}

// The nouns of the main clause's subject.
std::vector<Word> subject_nouns(const std::vector<Word>& words) {
  std::vector<Word> nouns;
  const std::vector<Clause> clauses = clauses_of(words);
  const auto main = std::find_if(clauses.begin(), clauses.end(),
                                 [](const Clause& c) { return c.role == ClauseRole::kMain; });
  if (main == clauses.end()) return nouns;
  for (std::size_t i = main->subject.first; i < main->subject.last; ++i) {
    if (words[i].part == PartOfSpeech::kNoun) nouns.push_back(words[i]);
  }
  return nouns;
}

// Amounts that a claim states. "One" and "a" are articles as often as numbers.
std::vector<Quantity> stated_quantities(std::string_view text, const std::vector<Word>& words) {
  std::vector<Quantity> quantities = quantities_of(text, words);
  std::erase_if(quantities,
                [](const Quantity& q) { return q.spelt_one && q.dimension == Dimension::kCount; });
  return quantities;
}

// When something ends is no part of what ends: "switched off at the end of January".
bool tells_when(const Word& word) {
  constexpr std::array<std::string_view, 27> kTimes = {
      "january",   "february", "march",    "april",    "june",   "july",    "august",
      "september", "october",  "november", "december", "monday", "tuesday", "wednesday",
      "thursday",  "friday",   "saturday", "sunday",   "end",    "start",   "beginning",
      "spring",    "summer",   "autumn",   "winter",   "today",  "tomorrow"};
  return word.part == PartOfSpeech::kNumber || is_one_of(word, kTimes);
}

std::vector<std::vector<Word>> taken_back_by(std::string_view sentence) {
  std::vector<std::vector<Word>> out;
  for (const std::string& clause : retiring_clauses(sentence)) {
    out.push_back(words_of(clause));
    std::erase_if(out.back(), tells_when);
  }
  return out;
}

std::vector<TermSet> sets_of(const std::vector<std::vector<Word>>& clauses, TermTable& table) {
  std::vector<TermSet> out;
  for (const std::vector<Word>& clause : clauses) {
    TermSet terms = table.terms_of(clause);
    if (!terms.empty()) out.push_back(std::move(terms));
  }
  return out;
}

bool is_count(const Quantity& q) {
  return q.dimension == Dimension::kCount || q.dimension == Dimension::kOrdinal;
}

// Amounts that answer one question: of one dimension, and of one thing where things are counted.
bool comparable(const Quantity& a, const Quantity& b) {
  return a.dimension == b.dimension && (!is_count(a) || a.counted == b.counted);
}

// "Three lockers" and "three points": one number, whatever each author calls the thing.
bool same_number(const Quantity& a, const Quantity& b) {
  return a.dimension == b.dimension && is_count(a) && a.value == b.value && a.value > 1.0;
}

}  // namespace

ParsedClaim parse_claim(const SegmentedClaim& claim) {
  const std::string& text = claim.claim.quote;
  const std::string lower = to_lower(text);
  ParsedClaim parsed;
  parsed.words = words_of(text);
  parsed.subject = subject_nouns(parsed.words);
  parsed.exception = exception_words(parsed.words);
  parsed.scope = scope_words(parsed.words);
  const std::vector<Word> modifiers = subject_modifiers(parsed.words);
  parsed.scope.insert(parsed.scope.end(), modifiers.begin(), modifiers.end());
  Reading& reading = parsed.reading;
  reading.quantities = stated_quantities(text, parsed.words);
  reading.facets = facets_of(lower);
  reading.negated = has_any_phrase(lower, kNegations) && !has_any_phrase(lower, kNoNegations);
  reading.confirms = has_any_phrase(lower, kConfirmCues) && reading.quantities.empty() &&
                     parsed.words.size() <= kLongConfirmation;
  if (claim.kind != ClaimKind::kScenario) {
    parsed.taken_back = taken_back_by(text);
    reading.quoted_names = quoted_names(text);
  }
  reading.requirement = requirement_score(claim, parsed.words, lower, !reading.quantities.empty());
  return parsed;
}

Reading read_claim(ParsedClaim parsed, TermTable& table) {
  Reading reading = std::move(parsed.reading);
  reading.terms = table.terms_of(parsed.words);
  reading.subject = table.terms_of(parsed.subject);
  reading.exception = table.terms_of(parsed.exception);
  reading.scope = table.terms_of(parsed.scope);
  reading.taken_back = sets_of(parsed.taken_back, table);
  return reading;
}

StoryReading read_story(const Story& story, const std::vector<Reading>& claims, TermTable& table) {
  StoryReading reading;
  reading.area = story.area;
  reading.title = table.terms_of(words_of(story.title()));
  reading.all = reading.title;
  for (const Reading& claim : claims)
    reading.all.insert(reading.all.end(), claim.terms.begin(), claim.terms.end());
  std::sort(reading.all.begin(), reading.all.end());
  reading.all.erase(std::unique(reading.all.begin(), reading.all.end()), reading.all.end());
  std::string lower;
  for (const StoryField& field : story.fields) lower += to_lower(field.text) + "\n";
  reading.change_cues = count_phrases(lower, kChangeCues);
  reading.keeps_the_rest = has_any_phrase(lower, kKeepCues);
  reading.taken_back = sets_of(taken_back_by(story.title()), table);
  return reading;
}

QuantityRelation compare_quantities(const std::vector<Quantity>& a, const std::vector<Quantity>& b) {
  QuantityRelation relation;
  for (const Quantity& x : a) {
    bool met = false;
    bool equal = false;
    for (const Quantity& y : b) {
      equal = equal || same_number(x, y) || (comparable(x, y) && same_amount(x, y));
      met = met || comparable(x, y);
    }
    relation.differ = relation.differ || (met && !equal);
    relation.agree = relation.agree || equal;
  }
  return relation;
}

}  // namespace st::combine
