#include <algorithm>
#include <array>
#include <string_view>

#include "guard/finding.h"
#include "guard/restriction.h"
#include "guard/support.h"

namespace st::guard {
namespace {

using Range = WordRange;

// Two parts of a text of which one comes first, or brings the other about.
struct Sequence {
  Range earlier, later;
  std::size_t sentence = 0;
};

// "must not be published until they agree": it happens after.
bool denied_before(const Reading& reading, const Restriction& restriction) {
  return std::any_of(reading.negations.begin(), reading.negations.end(), [&](const Negation& negation) {
    return negation.kind == NegationKind::kNot && negation.first_word < negation.last_word &&
           negation.first_word < restriction.marker &&
           reading.clause_of(negation.first_word).sentence == restriction.sentence;
  });
}

class Finder {
 public:
  explicit Finder(const Reading& reading) : reading_(reading), words_(reading.words) {}

  std::vector<Sequence> run() {
    for (const Restriction& restriction : restrictions_of(reading_)) add(restriction);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (reading_.purpose[i]) continue;
      add_reason(i);
      add_having(i);
      add_cause(i);
      add_next(i);
    }
    return std::move(found_);
  }

 private:
  bool is(std::size_t i, std::string_view form) const { return i < words_.size() && words_[i].is(form); }
  std::size_t sentence_of(std::size_t i) const { return reading_.clause_of(i).sentence; }

  std::size_t sentence_begin(std::size_t i) const {
    while (i > 0 && sentence_of(i - 1) == sentence_of(i)) --i;
    return i;
  }
  std::size_t sentence_end(std::size_t i) const {
    const std::size_t sentence = sentence_of(i);
    while (i < words_.size() && sentence_of(i) == sentence) ++i;
    return i;
  }

  void put(Range earlier, Range later, std::size_t at) {
    if (!earlier.empty() && !later.empty()) found_.push_back({earlier, later, sentence_of(at)});
  }

  // The span of a limit and the rest of its sentence: what stands before it, or else behind it.
  void add(const Restriction& restriction) {
    const std::size_t begin = sentence_begin(restriction.marker), end = sentence_end(restriction.marker);
    const Range span{restriction.first, restriction.last};
    Range rest{begin, restriction.marker};
    if (std::none_of(words_.begin() + static_cast<std::ptrdiff_t>(rest.first),
                     words_.begin() + static_cast<std::ptrdiff_t>(rest.last),
                     [](const Word& word) { return word.content(); }))
      rest = {restriction.last, end};
    const Word& marker = words_[restriction.marker];
    if (is(restriction.first, "which")) return;  // "after which": what is next
    bool span_first = restriction.kind == Restriction::Kind::kCondition;
    if (restriction.kind == Restriction::Kind::kTime) {
      if (!marker.is("before") && !marker.is("after") && !marker.is("until")) return;
      const bool denied = denied_before(reading_, restriction);
      if (marker.is("until") && !denied) return;  // how long a state lasts
      span_first = marker.is("after") || denied;
    } else if (!span_first) {
      return;
    }
    span_first ? put(span, rest, restriction.marker) : put(rest, span, restriction.marker);
  }

  // "A because B": B first.
  void add_reason(std::size_t i) {
    if (!is(i, "because")) return;
    const std::size_t begin = sentence_begin(i), end = sentence_end(i);
    if (i > begin) return put({i + 1, end}, {begin, i}, i);
    std::size_t comma = i;
    while (comma < end && !is(comma, ",")) ++comma;
    put({i + 1, comma}, {comma, end}, i);
  }

  // "Having paid, the guest ...": the paying first.
  void add_having(std::size_t i) {
    if (!is(i, "having") || !words_[i].sentence_start) return;
    std::size_t comma = i;
    const std::size_t end = sentence_end(i);
    while (comma < end && !is(comma, ",")) ++comma;
    put({i + 1, comma}, {comma, end}, i);
  }

  // "A causes B", "A leads to B", "A is followed by B", "B is caused by A"
  void add_cause(std::size_t i) {
    static constexpr std::array<std::string_view, 5> kCauses = {"cause", "trigger", "start", "lead",
                                                                "result"};
    const std::string_view lemma = words_[i].lemma;
    const bool causes = std::find(kCauses.begin(), kCauses.end(), lemma) != kCauses.end();
    const bool by = is(i + 1, "by");
    const bool follows = lemma == "follow" || lemma == "precede";
    if (words_[i].part != PartOfSpeech::kVerb || (!causes && !follows)) return;
    if ((lemma == "lead" && !is(i + 1, "to")) || (lemma == "result" && !is(i + 1, "in"))) return;
    if (lemma == "start" && !by) return;
    const Range left{sentence_begin(i), i}, right{i + 1, sentence_end(i)};
    const bool left_first = lemma == "precede" || lemma == "follow" ? (lemma == "follow") == by : !by;
    left_first ? put(left, right, i) : put(right, left, i);
  }

  // "A, then B", "A. After that B", "A, so B", "A, which makes B"
  void add_next(std::size_t i) {
    const bool after_that =
        is(i, "after") &&
        (is(i + 1, "which") || ((is(i + 1, "that") || is(i + 1, "this")) && next_is_free(i + 2)));
    const bool so = is(i, "so") && i > 0 && is(i - 1, ",") && !is(i + 1, "that");
    const bool makes =
        is(i, "which") && (is(i + 1, "makes") || is(i + 1, "causes") || is(i + 1, "triggers"));
    const bool next = is(i, "then") || is(i, "afterwards") || is(i, "therefore") || is(i, "whereupon") ||
                      is(i, "subsequently") || is(i, "thereafter") || after_that || so || makes;
    if (!next) return;
    std::size_t begin = sentence_begin(i);
    const bool opens = std::none_of(words_.begin() + static_cast<std::ptrdiff_t>(begin),
                                    words_.begin() + static_cast<std::ptrdiff_t>(i),
                                    [](const Word& word) { return word.content(); });
    const std::size_t after = i + (after_that || makes ? 2 : 1);
    if (opens) {
      if (begin == 0) return;
      return put({sentence_begin(begin - 1), begin}, {after, sentence_end(i)}, i);
    }
    // "and the list is then sent": what is next begins with its clause.
    std::size_t border = i;
    const std::size_t clause = reading_.clause_of(i).words.first;
    const bool joined =
        is(i - 1, ",") || is(i - 1, "and") || (is(i - 1, "only") && i > 1 && is(i - 2, "and"));
    if (!joined && clause > begin) border = clause;
    for (std::size_t at = i; at > std::max(begin, clause) && border == i && !joined; --at) {
      if (is(at - 1, ",") || is(at - 1, "and")) border = at - 1;
    }
    put({begin, border}, {border, sentence_end(i)}, i);
  }

  // "after that the list is sent", not "after that day".
  bool next_is_free(std::size_t i) const {
    return i < words_.size() && (words_[i].function_word || words_[i].part == PartOfSpeech::kPunctuation ||
                                 words_[i].lower.ends_with("s"));
  }

  const Reading& reading_;
  const std::vector<Word>& words_;
  std::vector<Sequence> found_;
};

// Of the statement's words in a range: how much of their weight the evidence has in each part of its own.
struct Lie {
  double total = 0.0, earlier = 0.0, later = 0.0;
};

Lie lie_of(const Case& c, Range said, std::uint32_t p, const Sequence& told, bool verbs) {
  Lie lie;
  const Reading& passage = c.evidence[p];
  for (const Unit& unit : c.alignment.units) {
    if (!said.holds(unit.word) || c.statement.purpose[unit.word]) continue;
    if (verbs && (c.statement.words[unit.word].part != PartOfSpeech::kVerb || unit.weight < 0.6)) continue;
    bool in_earlier = false, in_later = false;
    for (const Match& match : unit.matches) {
      if (match.passage != p || passage.purpose[match.word] || match.nearness < 0.6) continue;
      in_earlier |= told.earlier.holds(match.word);
      in_later |= told.later.holds(match.word);
    }
    if (in_earlier || in_later) lie.total += unit.weight;
    if (in_earlier) lie.earlier += unit.weight;
    if (in_later) lie.later += unit.weight;
  }
  return lie;
}

bool mostly(double part, double whole) {
  return whole >= 0.6 && part >= 0.6 * whole;
}

enum class Order { kOther, kStraight, kCrossed };

Order compare(const Case& c, const Sequence& said, std::uint32_t p, const Sequence& told, bool verbs) {
  const Lie first = lie_of(c, said.earlier, p, told, verbs), next = lie_of(c, said.later, p, told, verbs);
  if (mostly(first.earlier, first.total) && mostly(next.later, next.total)) return Order::kStraight;
  if (mostly(first.later, first.total) && mostly(next.earlier, next.total)) return Order::kCrossed;
  return Order::kOther;
}

}  // namespace

Findings ask_order(const Case& c) {
  const std::vector<SupportSentence> support = support_of(c);
  bool crossed = false;
  for (const Sequence& said : Finder(c.statement).run()) {
    for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
      for (const Sequence& told : Finder(c.evidence[p]).run()) {
        if (!rests_on(support, p, told.sentence)) continue;
        const Order all = compare(c, said, p, told, false), verbs = compare(c, said, p, told, true);
        if (all == Order::kStraight || verbs == Order::kStraight) return {};
        crossed |= all == Order::kCrossed || verbs == Order::kCrossed;
      }
    }
  }
  if (!crossed) return {};
  return {{0.7, "cause and effect, or first and next, have changed places"}};
}

}  // namespace st::guard
