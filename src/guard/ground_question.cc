#include <algorithm>

#include "guard/finding.h"

namespace st::guard {
namespace {

// Fitted to supported pairs on one side and statements beside other statements' evidence on the other: of
// those that nothing else spoke against it turns away nine in ten, and 3 of 175 true ones.
constexpr double kCommonGround = 0.35;

bool is_named(const Case& c, const Quantity& quantity) {
  return std::any_of(c.evidence.begin(), c.evidence.end(), [&](const Reading& passage) {
    return std::any_of(passage.quantities.begin(), passage.quantities.end(),
                       [&](const Quantity& other) { return same_amount(quantity, other); });
  });
}

}  // namespace

// Rewording leaves something standing: words, their kin or amounts. Without that the evidence is simply
// about something else, and every other question looks for what isn't there.
Findings ask_ground(const Case& c) {
  double said = 0.0, shared = 0.0;
  for (const Unit& unit : c.alignment.units) {
    said += unit.weight;
    shared += unit.weight * unit.best.nearness;
  }
  for (const Quantity& quantity : c.statement.quantities) {
    said += 1.0;
    shared += is_named(c, quantity) ? 1.0 : 0.0;
  }
  if (said == 0.0 || shared >= kCommonGround * said) return {};
  return {{0.6 + 0.3 * (1.0 - shared / (kCommonGround * said)), "the evidence is about something else"}};
}

}  // namespace st::guard
