#include "guard/standing.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

namespace st::guard {
namespace {

class Marker {
 public:
  explicit Marker(Reading& reading) : reading_(reading), words_(reading.words) {}

  void run() {
    for (const ModalityCue& cue : reading_.cues) {
      if (cue.modality == Modality::kWish) mark_wish(cue);
      if (cue.modality == Modality::kFormer) mark_former(cue);
    }
    mark_changes();
    mark_removals();
    mark_past_before_now();
    mark_was_and_is();
    mark_arrows();
    mark_denied_amounts();
    mark_questions();
  }

 private:
  void set(std::size_t first, std::size_t last, Standing standing) {
    for (std::size_t i = first; i < std::min(last, words_.size()); ++i) reading_.standing[i] = standing;
  }

  // The cue's own clause; after a colon ("Idea for later: ...") also what follows, to the end of the
  // sentence.
  void mark_wish(const ModalityCue& cue) {
    const Clause& clause = reading_.clause_of(cue.first_word);
    std::size_t last = clause.words.last;
    if (last > 0 && words_[last - 1].is(":")) {
      const std::size_t sentence = clause.sentence;
      while (last < words_.size() && reading_.clause_of(last).sentence == sentence) ++last;
    }
    // "Not estimated yet." says it of the sentence before.
    std::size_t first = clause.words.first;
    const bool short_remark =
        last - first <= 5 && first > 0 && words_[first].sentence_start && !words_[last - 1].is(":");
    if (short_remark) {
      const std::size_t sentence = reading_.clause_of(first - 1).sentence;
      while (first > 0 && reading_.clause_of(first - 1).sentence == sentence) --first;
    }
    // "... but is not decided": said of the clause before, whose subject it shares.
    const bool no_subject = words_[first].is("but") && clause.subject.empty();
    if (no_subject && first > 0) first = reading_.clause_of(first - 1).words.first;
    set(first, last, Standing::kWish);
  }

  bool starts_with(const ModalityCue& cue, std::string_view form) const {
    return words_[cue.first_word].is(form);
  }

  void mark_former(const ModalityCue& cue) {
    const Clause& clause = reading_.clause_of(cue.first_word);
    const std::size_t end = clause.words.last;
    if (starts_with(cue, "no") || starts_with(cue, "any") || starts_with(cue, "anymore") ||
        starts_with(cue, "not"))
      return;
    if (starts_with(cue, "instead") || starts_with(cue, "rather"))
      return set(cue.last_word, phrase_end(cue.last_word, end), Standing::kFormer);
    const bool labels = cue.last_word < words_.size() && words_[cue.last_word].is(":");
    if (labels)
      return set(end, reading_.clause_of(std::min(end, words_.size() - 1)).words.last, Standing::kFormer);
    if (starts_with(cue, "in") && words_[cue.last_word - 1].is("of"))  // in place of
      return set(cue.last_word, phrase_end(cue.last_word, end), Standing::kFormer);
    if (starts_with(cue, "superseded")) return set(clause.words.first, cue.first_word, Standing::kFormer);
    if (starts_with(cue, "supersedes") || starts_with(cue, "takes") || starts_with(cue, "took"))
      return set(cue.last_word, end, Standing::kFormer);
    if ((starts_with(cue, "old") || starts_with(cue, "former") || starts_with(cue, "previous") ||
         starts_with(cue, "the")) &&
        !names_rule(cue.last_word, phrase_end(cue.last_word, end)))
      return;  // "former members"
    if (starts_with(cue, "old") || starts_with(cue, "the") || starts_with(cue, "former") ||
        starts_with(cue, "previous")) {
      return set(cue.last_word, phrase_end(cue.last_word, end), Standing::kFormer);
    }
    // "A cancelled lesson is replaced by another": a rule, no change of rules.
    const Word& opening = words_[clause.words.first];
    const bool one = opening.is("a") || opening.is("an") || opening.is("each") || opening.is("every");
    const bool rule = one && cue.first_word > 0 &&
                      (words_[cue.first_word - 1].is("is") || words_[cue.first_word - 1].is("are") ||
                       words_[cue.first_word - 1].is("be"));
    if (starts_with(cue, "replaced") && rule) return;
    if (starts_with(cue, "replaced")) return set(clause.words.first, cue.first_word, Standing::kFormer);
    if (starts_with(cue, "replaces")) return set(cue.last_word, end, Standing::kFormer);
    if (starts_with(cue, "dropped") || starts_with(cue, "abolished"))
      return set(clause.words.first, cue.first_word, Standing::kFormer);
    if (cue.last_word - cue.first_word == 2 && words_[cue.last_word - 1].is("from")) {
      return set(cue.last_word, phrase_end(cue.last_word, end), Standing::kFormer);
    }
    set(clause.words.first, end, Standing::kFormer);
  }

  // A rule, value or arrangement, or an amount: what can be the old one.
  bool names_rule(std::size_t first, std::size_t last) const {
    static constexpr std::array<std::string_view, 30> kRules = {
        "rule",     "limit",   "value", "price",  "fee",    "rate",    "process", "procedure",
        "version",  "way",     "form",  "system", "plan",   "policy",  "method",  "practice",
        "deadline", "wording", "text",  "layout", "page",   "setting", "scheme",  "list",
        "report",   "tool",    "app",   "format", "export", "login"};
    for (std::size_t i = first; i < std::min(last, words_.size()); ++i) {
      if (reading_.in_quantity[i] ||
          std::find(kRules.begin(), kRules.end(), words_[i].lemma) != kRules.end())
        return true;
    }
    return false;
  }

  // To the next verb, mark or "to": the noun phrase.
  std::size_t phrase_end(std::size_t at, std::size_t end) const {
    const std::size_t begin = at;
    while (at < end && !words_[at].is("to") && words_[at].part != PartOfSpeech::kModal &&
           !(words_[at].part == PartOfSpeech::kAuxiliary && at > begin) &&
           !(words_[at].part == PartOfSpeech::kVerb && at > begin) &&
           !(words_[at].part == PartOfSpeech::kPunctuation && words_[at].is(","))) {
      ++at;
    }
    return at;
  }

  // "is cut from 5 to 3", "changed from A to B": A held before.
  void mark_changes() {
    static constexpr std::array<std::string_view, 20> kChanges = {
        "change",  "raise",  "lower",     "reduce",    "increase", "extend", "shorten",
        "move",    "cut",    "double",    "decrease",  "adjust",   "switch", "halve",
        "prolong", "update", "reduction", "extension", "revise",   "correct"};
    // These tell of a change only with amounts: "goes from 5 to 3", not "from the depot to the shop".
    static constexpr std::array<std::string_view, 9> kMoves = {"go",   "drop",   "fall", "rise", "bring",
                                                               "grow", "shrink", "set",  "jump"};
    for (std::size_t i = 0; i + 2 < words_.size(); ++i) {
      const bool moves = std::find(kMoves.begin(), kMoves.end(), words_[i].lemma) != kMoves.end();
      if (!moves && std::find(kChanges.begin(), kChanges.end(), words_[i].lemma) == kChanges.end())
        continue;
      const std::size_t end = reading_.clause_of(i).words.last;
      for (std::size_t from = i + 1; from < std::min(end, i + 14); ++from) {
        if (!words_[from].is("from")) continue;
        if (moves && amount_from(from + 1) == nullptr) continue;
        std::size_t to = from + 1;
        while (to < end && !words_[to].is("to")) ++to;
        if (to < end) set(from + 1, to, Standing::kFormer);
        break;
      }
    }
  }

  // "Remove the duty to print": what follows held before.
  void mark_removals() {
    static constexpr std::array<std::string_view, 8> kRemovals = {"remove", "drop",   "abolish", "lift",
                                                                  "scrap",  "cancel", "delete",  "end"};
    static constexpr std::array<std::string_view, 10> kRules = {
        "duty",  "requirement", "obligation", "need", "rule",
        "limit", "restriction", "condition",  "ban",  "limitation"};
    for (std::size_t i = 0; i + 2 < words_.size(); ++i) {
      if (std::find(kRemovals.begin(), kRemovals.end(), words_[i].lemma) == kRemovals.end() ||
          words_[i].part != PartOfSpeech::kVerb)
        continue;
      const std::size_t end = reading_.clause_of(i).words.last;
      for (std::size_t at = i + 1; at < std::min(end, i + 4); ++at) {
        if (std::find(kRules.begin(), kRules.end(), words_[at].lemma) == kRules.end()) continue;
        set(at, end, Standing::kFormer);
        break;
      }
    }
  }

  // The amount that begins at the word, or after one more.
  const Quantity* amount_from(std::size_t word) const {
    for (const Quantity& quantity : reading_.quantities) {
      if (quantity.bound_first <= word + 1 && quantity.first_word >= word) return &quantity;
    }
    return nullptr;
  }

  std::size_t sentence_of(std::size_t word) const { return reading_.clause_of(word).sentence; }

  // "was 30 %, is 20 %": two amounts of a kind, the first told with "was", the next with "is".
  void mark_was_and_is() {
    for (std::size_t q = 0; q + 1 < reading_.quantities.size(); ++q) {
      std::size_t next = q + 1;  // the next of its kind
      while (next < reading_.quantities.size() && next < q + 4 &&
             reading_.quantities[next].dimension != reading_.quantities[q].dimension)
        ++next;
      if (next == reading_.quantities.size()) continue;
      const Quantity &before = reading_.quantities[q], &after = reading_.quantities[next];
      if (before.dimension != after.dimension || same_amount(before, after) ||
          sentence_of(after.first_word) > sentence_of(before.first_word) + 1)
        continue;
      if (beside(after, {"was", "formerly", "previously", "before"}) && !beside(before, {"was", "were"}) &&
          sentence_of(after.first_word) == sentence_of(before.first_word))
        set(after.bound_first, after.bound_last, Standing::kFormer);  // "8 (was 5)"
      if (followed_by(before, "until") && (followed_by(after, "from") || beside(after, {"then", "since"})))
        set(before.bound_first, before.bound_last, Standing::kFormer);  // "8 until May, 5 from June"
      if (beside(before, {"was", "were"}) && beside(after, {"is", "are", "now"}))
        set(before.bound_first, before.bound_last, Standing::kFormer);
      if (between(before, after, "become") || between(before, after, "turn"))
        set(before.bound_first, before.bound_last, Standing::kFormer);
    }
  }

  bool beside(const Quantity& quantity, std::initializer_list<std::string_view> forms) const {
    for (std::size_t back = 1; back <= 4 && back <= quantity.bound_first; ++back) {
      const Word& word = words_[quantity.bound_first - back];
      if (word.is(",") || word.is(";") || word.is(".")) return false;
      for (const std::string_view form : forms) {
        if (word.is(form)) return true;
      }
    }
    return false;
  }

  bool followed_by(const Quantity& quantity, std::string_view form) const {
    return quantity.last_word < words_.size() && words_[quantity.last_word].is(form);
  }

  bool between(const Quantity& before, const Quantity& after, std::string_view lemma) const {
    if (after.first_word < before.last_word || after.first_word - before.last_word > 3) return false;
    for (std::size_t i = before.last_word; i < after.first_word; ++i) {
      if (words_[i].lemma == lemma) return true;
    }
    return false;
  }

  // "14 -> 7 days"
  void mark_arrows() {
    for (std::size_t q = 0; q + 1 < reading_.quantities.size(); ++q) {
      const Quantity &before = reading_.quantities[q], &after = reading_.quantities[q + 1];
      const std::string_view gap =
          reading_.text.substr(before.end, after.start > before.end ? after.start - before.end : 0);
      const bool arrow = gap.size() <= 16 && (gap.find("->") != gap.npos || gap.find("=>") != gap.npos ||
                                              gap.find("\xE2\x86\x92") != gap.npos);
      if (arrow) set(before.first_word, before.last_word, Standing::kFormer);
    }
  }

  // "5, not 3 as before", "no longer 3 but 5"
  void mark_denied_amounts() {
    for (const Negation& negation : reading_.negations) {
      if (negation.kind != NegationKind::kNot || negation.first_word >= negation.last_word) continue;
      if (!words_[negation.first_word].is("not") && !words_[negation.first_word].is("no")) continue;
      const Quantity* amount = amount_from(negation.last_word);
      if (amount != nullptr && amount->comparator == Comparator::kNone && !amount->spelt_one)
        set(amount->first_word, amount->last_word, Standing::kFormer);
    }
  }

  // "Could members lend it to others?": what is asked is not so.
  void mark_questions() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (!words_[i].is("?")) continue;
      std::size_t first = i;
      while (first > 0 && sentence_of(first - 1) == sentence_of(i)) --first;
      set(first, i, Standing::kWish);
    }
  }

  // "Lists went by fax": a past that is no participle.
  bool simple_past(std::size_t i) const {
    const Word& word = words_[i];
    if (word.is("was") || word.is("were") || word.is("had") || word.is("got")) return true;
    if (word.part != PartOfSpeech::kVerb || word.lower == word.lemma || word.lower.ends_with("s") ||
        word.lower.ends_with("ing") || i == 0)
      return false;
    return words_[i - 1].part == PartOfSpeech::kNoun || words_[i - 1].part == PartOfSpeech::kPronoun;
  }

  bool tells_now(std::size_t i, bool was) const {
    const Word& word = words_[i];
    const bool next_then = i + 1 < words_.size() && (words_[i + 1].is("then") || words_[i + 1].is("now"));
    const bool since_date = word.is("since") && i + 1 < words_.size() && reading_.in_quantity[i + 1];
    if (since_date || word.is("now") || word.is("nowadays") || (word.is("since") && next_then)) return true;
    return was && (word.is("today") || word.is("currently") || word.is("meanwhile") || word.is("since"));
  }

  // "It was 5; now it is 3."
  void mark_past_before_now() {
    for (const Clause& clause : reading_.clauses) {
      bool past = false, now = false, was = false;
      if (clause.role != ClauseRole::kMain && !words_[clause.words.first].is("until")) continue;
      for (std::size_t i = clause.words.first; i < clause.words.last; ++i) {
        past |= simple_past(i);
        was |= words_[i].is("was") || words_[i].is("were");
        now |= words_[i].is("now");
      }
      if (!past || now) continue;
      for (const Clause& other : reading_.clauses) {
        if (&other == &clause || other.sentence > clause.sentence + 1 || other.sentence < clause.sentence)
          continue;
        for (std::size_t i = other.words.first; i < other.words.last; ++i) now |= tells_now(i, was);
      }
      if (now) set(clause.words.first, clause.words.last, Standing::kFormer);
    }
  }

  Reading& reading_;
  const std::vector<Word>& words_;
};

}  // namespace

void mark_standing(Reading& reading) {
  reading.standing.assign(reading.words.size(), Standing::kInForce);
  Marker(reading).run();
}

}  // namespace st::guard
