#include "language/polarity.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "language/clause_bounds.h"
#include "language/meaning.h"

namespace st {
namespace {

using enum PartOfSpeech;

constexpr auto kRefusals = std::to_array<std::string_view>(
    {"refuse", "forbid",      "prohibit",   "ban",      "deny",     "disable", "prevent",     "decline",
     "reject", "unable",      "impossible", "disallow", "bar",      "exclude", "omit",        "lack",
     "cease",  "unavailable", "withhold",   "abolish",  "scrap",    "absent",  "unsupported", "disabled",
     "exempt", "preclude",    "inhibit",    "skip",     "suppress", "ignore"});

constexpr std::array<std::string_view, 10> kNots = {"not",     "never", "nobody",  "none",    "nothing",
                                                    "neither", "nor",   "without", "nowhere", "hardly"};

bool is_one_of(std::span<const std::string_view> list, std::string_view form) {
  return std::find(list.begin(), list.end(), form) != list.end();
}

bool is_at(std::span<const Word> words, std::size_t i, std::string_view form) {
  return i < words.size() && words[i].is(form);
}

// "no more than", "not later than": bounds, read by comparators.h.
bool is_bound(std::span<const Word> words, std::size_t i) {
  if (i + 2 >= words.size()) return false;
  static constexpr std::array<std::string_view, 9> kBounds = {
      "more", "less", "fewer", "later", "earlier", "longer", "older", "younger", "higher"};
  return is_one_of(kBounds, words[i + 1].lower) && words[i + 2].is("than");
}

class Finder {
 public:
  explicit Finder(std::span<const Word> words) : words_(words), clauses_(clause_ranges(words)) {}

  std::vector<Negation> run() {
    for (std::size_t i = 0; i < words_.size();) i = std::max(i + 1, take_at(i));
    return std::move(found_);
  }

 private:
  std::size_t take_at(std::size_t i) {
    const Word& word = words_[i];
    if (word.is("no") || word.is("not")) return take_no(i);
    const bool joined_denial = word.is("nor") && !found_.empty() && found_.back().scope_end > i;
    if (joined_denial) return i + 1;  // "neither A nor B" denies once
    if (word.lemma == "leave" && is_at(words_, i + 1, "out"))
      return add(NegationKind::kRefuse, i, i + 2, false);
    if (stops_doing(i)) return add(NegationKind::kNot, i, i + 1, false);
    if (is_one_of(kNots, word.lower)) return add(NegationKind::kNot, i, i + 1, word.is("without"));
    if (word.is("only") || word.is("solely") || word.is("exclusively"))
      return add(NegationKind::kOnly, i, i + 1, false);
    const bool just = word.is("just") && i + 1 < words_.size() &&
                      (words_[i + 1].part == kNumber || words_[i + 1].part == kDeterminer);
    if (just) return add(NegationKind::kOnly, i, i + 1, false);
    if (word.is("except") || word.is("unless") || word.is("excluding") || word.is("save")) {
      if (word.is("save") && !is_at(words_, i + 1, "for")) return i;
      return add(NegationKind::kExcept, i, i + 1, false);
    }
    if (word.is("apart") && is_at(words_, i + 1, "from"))
      return add(NegationKind::kExcept, i, i + 2, false);
    if (word.is("other") && is_at(words_, i + 1, "than"))
      return add(NegationKind::kExcept, i, i + 2, false);
    if (word.content() && !is_one_of(kRefusals, word.lemma) && !negated_stem(word.lemma).empty()) {
      found_.push_back({NegationKind::kNot, i, i, i, i + 1});  // "unpaid" denies itself
      return i + 1;
    }
    const bool thing = word.part == kNoun && (word.lemma == "bar" || word.lemma == "refuse" ||
                                              word.lemma == "decline" || word.lemma == "skip");
    if (!word.function_word && !thing && is_one_of(kRefusals, word.lemma))
      return add(NegationKind::kRefuse, i, i + 1, false);
    return i;
  }

  // "stops blinking", "fails to open"
  bool stops_doing(std::size_t i) const {
    if (i + 1 >= words_.size() || words_[i].part != kVerb) return false;
    if (words_[i].lemma == "stop")
      return words_[i + 1].part == kVerb && words_[i + 1].lower.ends_with("ing");
    return words_[i].lemma == "fail" && words_[i + 1].is("to");
  }

  std::size_t take_no(std::size_t i) {
    if (is_bound(words_, i)) return i + 3;
    if (words_[i].is("not") && is_at(words_, i + 1, "only")) return i + 2;
    const bool said_before = !found_.empty() && found_.back().kind == NegationKind::kNot &&
                             found_.back().scope_end > i;  // "nobody, not even the owner"
    if (words_[i].is("not") && is_at(words_, i + 1, "even") && said_before) return i + 2;
    if (words_[i].is("not") && is_at(words_, i + 1, "even"))
      return add(NegationKind::kNot, i, i + 2, false);
    if (words_[i].is("no") && i + 1 < words_.size() && words_[i + 1].part == kPunctuation) return i + 1;
    if (words_[i].is("no") && is_at(words_, i + 1, "matter")) return i + 2;
    if (is_at(words_, i + 1, "one") && is_at(words_, i + 2, "but"))
      return add(NegationKind::kOnly, i, i + 3, false);
    if (words_[i].is("no") && is_at(words_, i + 1, "longer"))
      return add(NegationKind::kNot, i, i + 2, false);
    if (contrasts(i)) return add_contrast(i);
    return add(NegationKind::kNot, i, i + 1, words_[i].is("no"));
  }

  // "to the office and not to the owner": denies what follows it, not what stands before.
  bool contrasts(std::size_t i) const {
    if (!words_[i].is("not") || i == 0 || i + 1 >= words_.size()) return false;
    if (!words_[i - 1].is("and") && !words_[i - 1].is(",")) return false;
    const PartOfSpeech next = words_[i + 1].part;
    return next == kPreposition || next == kDeterminer || next == kNoun || next == kParticle ||
           next == kPronoun;
  }

  std::size_t add_contrast(std::size_t i) {
    const std::size_t end = range_of(clauses_, i).second;
    std::size_t stop = i + 1;
    while (stop < end && words_[stop].part != kPunctuation && !words_[stop].is("but") &&
           words_[stop].part != kModal && words_[stop].part != kAuxiliary) {
      ++stop;
    }
    found_.push_back({NegationKind::kNot, i, i + 1, i + 1, stop});
    return i + 1;
  }

  // "lists that are no longer valid get deleted": the denial ends before the next finite verb.
  std::size_t phrase_of_verb(std::size_t at, std::size_t end) const {
    bool predicate = false;
    for (; at < end; ++at) {
      const Word& word = words_[at];
      const bool finite =
          word.part == kAuxiliary || word.part == kModal || word.is("get") || word.is("gets");
      const bool helper =
          word.is("be") || word.is("been") || word.is("being") || word.is("have") || word.is("having");
      if (predicate && finite && !helper && !words_[at - 1].is("and") && !words_[at - 1].is("or"))
        return at;
      predicate |= word.part == kVerb || word.part == kAdjective;
    }
    return end;
  }

  // `narrow`: governs the noun phrase after it only.
  std::size_t add(NegationKind kind, std::size_t first, std::size_t last, bool narrow) {
    const auto [begin, end] = range_of(clauses_, first);
    Negation negation{kind, first, last, last, std::max(last, phrase_of_verb(last, end))};
    if (narrow) {
      std::size_t stop = last;
      while (stop < end && words_[stop].part != kVerb && words_[stop].part != kAuxiliary &&
             words_[stop].part != kModal && words_[stop].part != kPunctuation) {
        ++stop;
      }
      if (words_[first].is("without")) {  // "without a ticket no guest ...": to the end of its noun phrase
        bool noun = false;
        const bool act = last < end && words_[last].lower.ends_with("ing") && words_[last].part != kNoun;
        for (stop = last; act && stop < end && words_[stop].part != kPunctuation;) ++stop;
        for (stop = act ? stop : last; !act && stop < end; ++stop) {
          const Word& word = words_[stop];
          const bool next_phrase = word.part == kDeterminer || word.part == kPronoun || word.is("nobody");
          if (word.part == kModal || word.part == kAuxiliary || word.part == kPunctuation) break;
          if (noun && (next_phrase || word.part == kVerb)) break;
          noun |= word.part == kNoun;
        }
      }
      // "no way to cancel": what there is no way to do
      if (words_[first].is("no") && stop > last && stop < end && words_[stop - 1].is("to")) {
        while (stop < end && words_[stop].part != kPunctuation) ++stop;
      }
      // "no receipt is needed": what the denied thing does is denied with it.
      const bool subject =
          !words_[first].is("without") && (first == begin || words_[first - 1].part == kPunctuation);
      negation.scope_end = subject ? end : std::max(stop, last);
    }
    // "X is refused": the verb that refuses governs its subject too.
    if (kind == NegationKind::kRefuse) negation.scope_begin = begin;
    found_.push_back(negation);
    return last;
  }

  std::span<const Word> words_;
  std::vector<std::pair<std::size_t, std::size_t>> clauses_;
  std::vector<Negation> found_;
};

}  // namespace

std::vector<Negation> negations_of(std::span<const Word> words) {
  return Finder(words).run();
}

std::vector<bool> denied_words(std::span<const Word> words, std::span<const Negation> negations) {
  std::vector<bool> denied(words.size(), false);
  for (const Negation& negation : negations) {
    if (negation.kind != NegationKind::kNot && negation.kind != NegationKind::kRefuse) continue;
    for (std::size_t i = negation.scope_begin; i < negation.scope_end; ++i) {
      const bool own = i >= negation.first_word && i < negation.last_word;
      if (!own) denied[i] = !denied[i];
    }
  }
  return denied;
}

}  // namespace st
