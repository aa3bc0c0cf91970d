#include "language/clauses.h"

#include <algorithm>
#include <string_view>

#include "language/clause_bounds.h"

namespace st {
namespace {

using enum PartOfSpeech;

bool is_at(std::span<const Word> words, std::size_t at, std::string_view form) {
  return at < words.size() && words[at].is(form);
}

bool is_mark(const Word& word) {
  return word.part == kPunctuation;
}

// Punctuation and "and", "but" before the clause's own first word.
std::size_t first_own_word(std::span<const Word> words, WordRange range) {
  std::size_t at = range.first;
  while (at + 1 < range.last &&
         (is_mark(words[at]) || words[at].is("and") || words[at].is("but") || words[at].is("or"))) {
    ++at;
  }
  return at;
}

std::optional<ClauseRole> role_by_opening(std::span<const Word> words, std::size_t at) {
  const Word& word = words[at];
  if (word.is("if") || word.is("when") || word.is("whenever") || word.is("provided") || word.is("once") ||
      word.is("given") || word.is("while") || word.is("where") || word.is("wherever") || word.is("until") ||
      word.is("after") || word.is("before")) {
    return ClauseRole::kCondition;
  }
  if (word.is("as") && is_at(words, at + 1, "soon")) return ClauseRole::kCondition;
  if (word.is("as") && is_at(words, at + 1, "long")) return ClauseRole::kCondition;
  if (word.is("in") && is_at(words, at + 1, "case")) return ClauseRole::kCondition;
  if (word.is("unless") || word.is("except")) return ClauseRole::kException;
  if (word.is("so") || (word.is("in") && is_at(words, at + 1, "order"))) return ClauseRole::kPurpose;
  if (word.is("because") || word.is("since")) return ClauseRole::kReason;
  if (word.is("who") || word.is("which") || word.is("whose")) return ClauseRole::kRelative;
  return std::nullopt;
}

class ClauseReader {
 public:
  explicit ClauseReader(std::span<const Word> words) : words_(words) {}

  std::vector<Clause> run() {
    std::vector<Clause> clauses;
    std::size_t sentence = 0;
    for (const auto& [first, last] : clause_ranges(words_)) {
      Clause clause;
      clause.words = {first, last};
      if (words_[first].sentence_start && first > 0) ++sentence;
      clause.sentence = sentence;
      clause.role = role_of(clause, clauses);
      find_parts(clause);
      clauses.push_back(clause);
    }
    return clauses;
  }

 private:
  ClauseRole role_of(const Clause& clause, const std::vector<Clause>& before) const {
    const std::size_t own = first_own_word(words_, clause.words);
    if (const auto role = role_by_opening(words_, own)) return *role;
    // "if it rains and nobody is there": the second half hangs on the same "if".
    const bool continues = clause.words.first > 0 && words_[clause.words.first - 1].is("and") &&
                           !before.empty() && before.back().sentence == clause.sentence &&
                           !comma_before_and(clause.words.first - 1);
    if (continues && before.back().role != ClauseRole::kMain) return before.back().role;
    return ClauseRole::kMain;
  }

  bool comma_before_and(std::size_t at) const { return at > 0 && words_[at - 1].is(","); }

  void find_parts(Clause& clause) const {
    std::size_t begin = first_own_word(words_, clause.words);
    if (clause.role != ClauseRole::kMain && begin < clause.words.last) ++begin;
    std::size_t verb = begin;
    while (verb < clause.words.last && words_[verb].part != kVerb && words_[verb].part != kModal &&
           words_[verb].part != kAuxiliary) {
      ++verb;
    }
    if (verb == clause.words.last) return;
    clause.subject = {begin, verb};
    bool be = false;
    for (std::size_t at = verb; at < clause.words.last; ++at) {
      if (words_[at].part == kAuxiliary) be = words_[at].lemma == "be";
      if (words_[at].part != kVerb) continue;
      clause.verb = at;
      const bool infinitive = at > 0 && is_at(words_, at - 1, "to");  // "to be able to see"
      clause.passive = be && !infinitive && !words_[at].lower.ends_with("ing");
      return;
    }
  }

  std::span<const Word> words_;
};

// "want", "need", "would like", "'d like", "can": what stands between "I" and the wish. The word after it,
// or 0.
std::size_t after_wanting(std::span<const Word> words, std::size_t at) {
  while (at < words.size() &&
         (words[at].part == kAdverb || words[at].part == kModal || words[at].is("also")))
    ++at;
  if (is_at(words, at, "be") && is_at(words, at + 1, "able") && is_at(words, at + 2, "to")) return at + 3;
  if (at >= words.size()) return 0;
  const bool wants =
      words[at].is("want") || words[at].is("need") || words[at].is("like") || words[at].is("wish");
  if (!wants) return at > 0 && (words[at - 1].part == kModal) ? at : 0;
  ++at;
  if (is_at(words, at, "to")) ++at;
  if (is_at(words, at, "be") && is_at(words, at + 1, "able") && is_at(words, at + 2, "to")) at += 3;
  if (is_at(words, at, "that")) ++at;
  return at;
}

}  // namespace

std::vector<Clause> clauses_of(std::span<const Word> words) {
  return ClauseReader(words).run();
}

std::optional<StoryForm> story_form(std::span<const Word> words) {
  constexpr std::size_t kLongestRole = 14;
  for (std::size_t as = 0; as + 3 < words.size(); ++as) {
    if (!words[as].is("as") || (words[as + 1].part != kDeterminer && words[as + 1].part != kPronoun))
      continue;
    std::size_t i = as + 2;
    while (i < words.size() && i < as + kLongestRole && !words[i].is("i") && !words[i].is("we")) ++i;
    if (i >= words.size() || !(words[i].is("i") || words[i].is("we"))) continue;
    const std::size_t body = after_wanting(words, i + 1);
    if (body == 0) continue;
    StoryForm form;
    form.role = {as + 2, is_mark(words[i - 1]) ? i - 1 : i};
    form.actor_acts =
        is_at(words, body - 1, "to") || words[body - 1].part == kModal || words[body - 1].part == kAdverb;
    std::size_t end = body;
    while (end < words.size() && !words[end].sentence_start) ++end;
    form.body = {body, end};
    for (std::size_t at = body; at + 1 < end; ++at) {
      const bool so = words[at].is("so") && (words[at + 1].is("that") || words[at + 1].part == kPronoun ||
                                             words[at + 1].part == kDeterminer);
      if (!so && !(words[at].is("in") && words[at + 1].is("order"))) continue;
      form.body.last = at;
      form.purpose = {at, end};
      break;
    }
    return form;
  }
  return std::nullopt;
}

std::optional<std::size_t> head_noun(std::span<const Word> words, WordRange range) {
  std::optional<std::size_t> head;
  for (std::size_t at = range.first; at < range.last; ++at) {
    if (words[at].part == kPreposition && head) break;
    if (words[at].part == kConjunction && head) break;
    if (words[at].part == kNoun || words[at].part == kIdentifier) head = at;
  }
  return head;
}

}  // namespace st
