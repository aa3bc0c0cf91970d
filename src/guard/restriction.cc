#include "guard/restriction.h"

#include <algorithm>
#include <array>
#include <optional>

namespace st::guard {
namespace {

using Kind = Restriction::Kind;
using enum PartOfSpeech;

class Finder {
 public:
  explicit Finder(const Reading& reading) : reading_(reading), words_(reading.words) {}

  std::vector<Restriction> run() {
    for (std::uint32_t i = 0; i < words_.size(); ++i) {
      if (reading_.purpose[i] || reading_.standing[i] != Standing::kInForce) continue;
      std::uint32_t length = 1;
      if (const auto kind = kind_at(i, length)) {
        const bool only_then =
            *kind == Kind::kOnly && i + 1 < words_.size() && words_[i + 1].part == kPreposition;
        if (only_then) {  // "only from May until September"
          add(Kind::kOnly, i, i + 1, mark_after(i + 1));
          continue;
        }
        const bool narrow = *kind == Kind::kWithout || *kind == Kind::kOnly;
        add(*kind, i, i + length, narrow ? phrase_end(i + length) : span_end(i + length));
      }
    }
    for (const Clause& clause : reading_.clauses) {
      add_subject_parts(clause);
      add_opening(clause);
      add_relative(clause);
    }
    for (const Quantity& quantity : reading_.quantities) add_bound(quantity);
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Restriction& a, const Restriction& b) { return a.first < b.first; });
    return std::move(found_);
  }

 private:
  bool is(std::uint32_t i, std::string_view form) const { return i < words_.size() && words_[i].is(form); }

  std::optional<Kind> kind_at(std::uint32_t i, std::uint32_t& length) const {
    const Word& word = words_[i];
    if (word.is("if") || word.is("when") || word.is("whenever")) return Kind::kCondition;
    // "at once", "once a week": no condition.
    const bool clause_follows = i + 2 < words_.size() && !words_[i + 1].sentence_start &&
                                words_[i + 1].part != kPunctuation && !is(i + 1, "a") && !is(i + 1, "per");
    if (word.is("once") && clause_follows && !(i > 0 && words_[i - 1].is("at")) &&
        !reading_.in_quantity[i + 1])
      return Kind::kCondition;
    if (word.is("provided") && i + 1 < words_.size() && words_[i + 1].part != kPunctuation &&
        !follows_auxiliary(i)) {
      if (is(i + 1, "that")) length = 2;
      if (!is(i + 1, "by")) return Kind::kCondition;
    }
    if (word.is("as") && (is(i + 1, "soon") || is(i + 1, "long")) && is(i + 2, "as")) {
      length = 3;
      return Kind::kCondition;
    }
    if (word.is("where") && i + 1 < words_.size() &&
        (words_[i + 1].part == kDeterminer || words_[i + 1].part == kPronoun)) {
      return Kind::kCondition;
    }
    if (word.is("in") && is(i + 1, "case")) {
      length = 2;
      return Kind::kCondition;
    }
    if (const std::uint32_t n = consent_phrase(i); n > 0) {
      length = n;
      return Kind::kCondition;
    }
    const bool all_but =
        word.is("but") && i > 0 &&
        (is(i - 1, "everything") || is(i - 1, "everyone") || is(i - 1, "everybody") || is(i - 1, "all"));
    if (word.is("unless") || word.is("except") || word.is("excluding") || all_but) return Kind::kException;
    if (word.is("only") || word.is("solely")) return Kind::kOnly;
    if (word.is("without")) return Kind::kWithout;
    if (word.is("before") || word.is("after") || word.is("until") || word.is("during") || word.is("while"))
      return Kind::kTime;
    return std::nullopt;
  }

  // "with the consent of", "in the presence of", "subject to": a condition in the form of a noun.
  std::uint32_t consent_phrase(std::uint32_t i) const {
    static constexpr std::array<std::string_view, 9> kNouns = {"consent",   "approval", "permission",
                                                               "agreement", "presence", "authorisation",
                                                               "condition", "request",  "authorization"};
    if (is(i, "subject") && is(i + 1, "to")) return 2;
    if ((is(i, "given") && is(i + 1, "that")) || (is(i, "assuming") && is(i + 1, "that"))) return 2;
    if (!is(i, "with") && !is(i, "in") && !is(i, "on") && !is(i, "at")) return 0;
    const std::uint32_t noun = is(i + 1, "the") || is(i + 1, "a") || is(i + 1, "written") ? i + 2 : i + 1;
    if (noun >= words_.size()) return 0;
    const bool listed = std::find(kNouns.begin(), kNouns.end(), words_[noun].lemma) != kNouns.end();
    return listed ? noun - i : 0;
  }

  bool follows_auxiliary(std::uint32_t i) const { return i > 0 && words_[i - 1].part == kAuxiliary; }

  std::uint32_t mark_after(std::uint32_t at) const {
    while (at < words_.size() && words_[at].part != kPunctuation && !words_[at].sentence_start &&
           words_[at].part != kModal && words_[at].part != kAuxiliary)
      ++at;
    return at;
  }

  // For "without" and "only" in front of the verb: no further than the noun phrase.
  std::uint32_t phrase_end(std::uint32_t at) const {
    const std::uint32_t end = span_end(at);
    std::uint32_t stop = at;
    while (stop < end && words_[stop].part != kAuxiliary && words_[stop].part != kModal) ++stop;
    return stop > at ? stop : end;
  }

  // To the next comma, mark, benefit clause or other restriction.
  std::uint32_t span_end(std::uint32_t at) const {
    std::uint32_t end = at;
    while (end < words_.size()) {
      const Word& word = words_[end];
      if (word.sentence_start) break;
      if (reading_.purpose[end]) break;
      if (word.part == kPunctuation &&
          (word.is(",") || word.is(".") || word.is(";") || word.is(":") || word.is("(") || word.is(")")))
        break;
      std::uint32_t length = 1;
      if (end > at && kind_at(end, length)) break;
      ++end;
    }
    return end;
  }

  void add(Kind kind, std::uint32_t marker, std::uint32_t first, std::uint32_t last) {
    if (first >= last) return;
    found_.push_back({kind, marker, first, last, reading_.clause_of(marker).sentence});
  }

  // What follows the head of the subject: "of the press", "who have passed the course", "without a label".
  void add_subject_parts(const Clause& clause) {
    if (clause.role != ClauseRole::kMain || clause.subject.empty() ||
        reading_.standing[clause.words.first] != Standing::kInForce)
      return;
    const auto head = head_noun(words_, clause.subject);
    if (!head) return;
    const auto after = static_cast<std::uint32_t>(*head + 1);
    const auto end = static_cast<std::uint32_t>(clause.subject.last);
    if (after < end && words_[after].part == kPreposition && !words_[after].is("of") &&
        !words_[after].is("without")) {
      add(Kind::kSubject, after, after + 1, end);
    }
  }

  // "On weekends the bus runs", "For implants the fund asks": what stands before the subject.
  void add_opening(const Clause& clause) {
    if (clause.role != ClauseRole::kMain || !clause.verb || reading_.story) return;
    const auto first = static_cast<std::uint32_t>(clause.words.first);
    if (!words_[first].sentence_start || words_[first].part != kPreposition ||
        reading_.standing[first] != Standing::kInForce)
      return;
    const bool kind = words_[first].is("for") || words_[first].is("with") ||
                      (words_[first].is("on") && !is(first + 1, "the") && !is(first + 1, "a"));
    if (!kind) return;
    std::uint32_t end = first + 1;
    bool noun = false;
    for (; end < clause.words.last; ++end) {
      const bool new_phrase = words_[end].part == kDeterminer || words_[end].part == kPronoun;
      if (words_[end].part == kPunctuation || (noun && (new_phrase || words_[end].part != kNoun))) break;
      noun |= words_[end].part == kNoun;
    }
    // Of two bare nouns in a row the second is the subject: "On Sundays buses run".
    if (end < clause.words.last && words_[end].part != kPunctuation && words_[end].part != kDeterminer &&
        words_[end].part != kPronoun && words_[end].part != kPreposition && end > first + 2)
      --end;
    add(Kind::kSubject, first, first + 1, end);
  }

  // "volunteers who have passed the course": who does it is narrowed. Up to the verb of what they then do.
  void add_relative(const Clause& clause) {
    const auto first = static_cast<std::uint32_t>(clause.words.first);
    if (clause.role != ClauseRole::kRelative || first == 0 || words_[first - 1].part != kNoun ||
        reading_.story)
      return;
    if (!(words_[first].is("who") || words_[first].is("whose")) ||
        reading_.standing[first] != Standing::kInForce)
      return;
    if (first > 0 && reading_.clause_of(first - 1).verb) return;  // after a verb it tells of an object
    bool verb = false;
    std::uint32_t end = first + 1;
    for (; end < clause.words.last; ++end) {
      const bool finite =
          words_[end].part == kModal || words_[end].part == kVerb || words_[end].part == kAuxiliary;
      if (finite && verb && words_[end - 1].part == kNoun) break;
      verb |= finite;
    }
    add(Kind::kSubject, first, first + 1, end);
  }

  // Thresholds stand before the verb or carry "more than", "below", "upwards"; "up to six" after the verb
  // is a detail.
  void add_bound(const Quantity& quantity) {
    const auto first = static_cast<std::uint32_t>(quantity.first_word);
    if (reading_.purpose[first] || reading_.standing[first] != Standing::kInForce) return;
    // "not more than two" is a bound of the thing, no threshold of the rule.
    if (reading_.denied[first] && quantity.comparator == Comparator::kMoreThan) return;
    const bool threshold = quantity.comparator == Comparator::kLessThan ||
                           quantity.comparator == Comparator::kMoreThan ||
                           quantity.comparator == Comparator::kAtLeast;
    const Clause& clause = reading_.clause_of(first);
    const bool in_subject =
        clause.subject.holds(first) && clause.role == ClauseRole::kMain && !reading_.story;
    if (!threshold && !(in_subject && quantity.comparator != Comparator::kNone)) return;
    add(Kind::kBound, first, first, static_cast<std::uint32_t>(quantity.last_word));
  }

  const Reading& reading_;
  const std::vector<Word>& words_;
  std::vector<Restriction> found_;
};

}  // namespace

std::vector<Restriction> restrictions_of(const Reading& reading) {
  return Finder(reading).run();
}

}  // namespace st::guard
