#include <algorithm>

#include "guard/finding.h"

namespace st::guard {

Findings ask_standing(const Case& c) {
  const bool tells_history =
      std::any_of(c.statement.cues.begin(), c.statement.cues.end(), [](const ModalityCue& cue) {
        return cue.modality == Modality::kFormer || cue.modality == Modality::kWish;
      });
  if (tells_history) return {};
  double total = 0.0, wished = 0.0, former = 0.0;
  const Unit* example = nullptr;
  for (const Unit& unit : c.alignment.units) {
    total += unit.weight;
    if (!unit.best.found()) continue;
    const Standing standing = c.evidence[unit.best.passage].standing[unit.best.word];
    if (standing == Standing::kInForce || standing == c.statement.standing[unit.word]) continue;
    (standing == Standing::kWish ? wished : former) += unit.weight;
    if (!example) example = &unit;
  }
  if (!example || total == 0.0) return {};
  const std::string word = "'" + c.statement.words[example->word].lower + "'";
  if (wished >= 0.2 * total) return {{0.75, "the evidence names " + word + " as an idea or plan only"}};
  if (former >= 0.2 * total) return {{0.7, "the evidence tells " + word + " as how it was before"}};
  return {};
}

}  // namespace st::guard
