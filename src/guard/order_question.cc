#include <algorithm>
#include <optional>

#include "guard/finding.h"
#include "guard/restriction.h"
#include "guard/support.h"

namespace st::guard {
namespace {

// A sentence that says "A when B": B's words, the rest being A, and what kind of link it is.
struct Link {
  enum class Kind { kWhen, kBefore, kAfter };
  Kind kind = Kind::kWhen;
  std::uint32_t first = 0, last = 0;
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

std::vector<Link> links_of(const Reading& reading) {
  std::vector<Link> links;
  for (const Restriction& restriction : restrictions_of(reading)) {
    const Word& marker = reading.words[restriction.marker];
    Link link{Link::Kind::kWhen, restriction.first, restriction.last, restriction.sentence};
    if (restriction.kind == Restriction::Kind::kTime) {
      if (!marker.is("before") && !marker.is("after") && !marker.is("until")) continue;
      link.kind = marker.is("after") ? Link::Kind::kAfter : Link::Kind::kBefore;
      if (link.kind == Link::Kind::kBefore && denied_before(reading, restriction))
        link.kind = Link::Kind::kAfter;
    } else if (restriction.kind != Restriction::Kind::kCondition) {
      continue;
    }
    links.push_back(link);
  }
  return links;
}

// Of the statement's words in or out of the link's span: the share that the evidence has in its own span.
struct Lie {
  double total = 0.0, inside = 0.0, outside = 0.0;
};

Lie lie_of(const Case& c, const Link& said, bool inner, std::uint32_t p, const Link& told) {
  Lie lie;
  const Reading& passage = c.evidence[p];
  for (const Unit& unit : c.alignment.units) {
    if (c.statement.clause_of(unit.word).sentence != said.sentence || c.statement.purpose[unit.word])
      continue;
    if ((unit.word >= said.first && unit.word < said.last) != inner) continue;
    lie.total += unit.weight;
    bool in = false, out = false;
    for (const Match& match : unit.matches) {
      if (match.passage != p || passage.purpose[match.word] || match.nearness < 0.6) continue;
      (match.word >= told.first && match.word < told.last ? in : out) = true;
    }
    if (in) lie.inside += unit.weight;
    if (out) lie.outside += unit.weight;
  }
  return lie;
}

bool mostly(double part, double whole) {
  return whole > 0 && part >= 0.6 * whole;
}

std::optional<Finding> compare(const Case& c, const Link& said, std::uint32_t p, const Link& told) {
  const Lie inner = lie_of(c, said, true, p, told), outer = lie_of(c, said, false, p, told);
  const bool straight = mostly(inner.inside, inner.total) && mostly(outer.outside, outer.total);
  const bool crossed = mostly(inner.outside, inner.total) && mostly(outer.inside, outer.total) && !straight;
  const bool same_kind = said.kind == told.kind;
  const bool turned = said.kind != Link::Kind::kWhen && told.kind != Link::Kind::kWhen && !same_kind;
  if (crossed && (same_kind || !turned))
    return Finding{0.7, "cause and effect, or first and next, have changed places"};
  if (straight && turned)
    return Finding{0.7,
                   "the statement says 'before' where the evidence says 'after', or the other way round"};
  return std::nullopt;
}

}  // namespace

Findings ask_order(const Case& c) {
  const std::vector<SupportSentence> support = support_of(c);
  for (const Link& said : links_of(c.statement)) {
    for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
      for (const Link& told : links_of(c.evidence[p])) {
        if (!rests_on(support, p, told.sentence)) continue;
        if (auto finding = compare(c, said, p, told)) return {std::move(*finding)};
      }
    }
  }
  return {};
}

}  // namespace st::guard
