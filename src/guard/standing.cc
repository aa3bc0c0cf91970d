#include "guard/standing.h"

#include <algorithm>
#include <array>
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
    if (starts_with(cue, "old") || starts_with(cue, "the") || starts_with(cue, "former") ||
        starts_with(cue, "previous")) {
      return set(cue.last_word, phrase_end(cue.last_word, end), Standing::kFormer);
    }
    if (starts_with(cue, "replaced")) return set(clause.words.first, cue.first_word, Standing::kFormer);
    if (starts_with(cue, "replaces")) return set(cue.last_word, end, Standing::kFormer);
    if (starts_with(cue, "dropped") || starts_with(cue, "abolished"))
      return set(clause.words.first, cue.first_word, Standing::kFormer);
    if (cue.last_word - cue.first_word == 2 && words_[cue.last_word - 1].is("from")) {
      return set(cue.last_word, phrase_end(cue.last_word, end), Standing::kFormer);
    }
    set(clause.words.first, end, Standing::kFormer);
  }

  // To the next verb, mark or "to": the noun phrase.
  std::size_t phrase_end(std::size_t at, std::size_t end) const {
    const std::size_t begin = at;
    while (at < end && !words_[at].is("to") && words_[at].part != PartOfSpeech::kModal &&
           words_[at].part != PartOfSpeech::kAuxiliary &&
           !(words_[at].part == PartOfSpeech::kVerb && at > begin) &&
           !(words_[at].part == PartOfSpeech::kPunctuation && words_[at].is(","))) {
      ++at;
    }
    return at;
  }

  // "is cut from 5 to 3", "changed from A to B": A held before.
  void mark_changes() {
    static constexpr std::array<std::string_view, 14> kChanges = {
        "change", "raise", "lower",  "reduce",   "increase", "extend", "shorten",
        "move",   "cut",   "double", "decrease", "adjust",   "switch", "halve"};
    for (std::size_t i = 0; i + 2 < words_.size(); ++i) {
      if (std::find(kChanges.begin(), kChanges.end(), words_[i].lemma) == kChanges.end()) continue;
      const std::size_t end = reading_.clause_of(i).words.last;
      for (std::size_t from = i + 1; from < std::min(end, i + 8); ++from) {
        if (!words_[from].is("from")) continue;
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

  // "It was 5; now it is 3."
  void mark_past_before_now() {
    for (const Clause& clause : reading_.clauses) {
      bool past = false, now = false;
      for (std::size_t i = clause.words.first; i < clause.words.last; ++i)
        past |= words_[i].is("was") || words_[i].is("were");
      if (!past) continue;
      for (const Clause& other : reading_.clauses) {
        if (&other == &clause || other.sentence > clause.sentence + 1 || other.sentence < clause.sentence)
          continue;
        for (std::size_t i = other.words.first; i < other.words.last; ++i) now |= words_[i].is("now");
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
