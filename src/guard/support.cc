#include "guard/support.h"

#include <algorithm>
#include <map>
#include <utility>

namespace st::guard {
namespace {

constexpr double kLeastGain = 0.12;  // of the statement's weight; less is one stray word
constexpr double kAmountWeight = 1.0;

// For each sentence the weight of what it says of each unit and amount of the statement.
using Row = std::vector<double>;
using Rows = std::map<std::pair<std::uint32_t, std::size_t>, Row>;

Rows rows_of(const Case& c) {
  const std::size_t n_units = c.alignment.units.size(), n = n_units + c.statement.quantities.size();
  Rows rows;
  const auto row = [&](std::uint32_t passage, std::size_t word) -> Row& {
    Row& found = rows[{passage, c.evidence[passage].clause_of(word).sentence}];
    if (found.empty()) found.assign(n, 0.0);
    return found;
  };
  for (std::size_t u = 0; u < n_units; ++u) {
    const Unit& unit = c.alignment.units[u];
    for (const Match& match : unit.matches) {
      double& cell = row(match.passage, match.word)[u];
      cell = std::max(cell, unit.weight * match.nearness);
    }
  }
  for (std::size_t q = 0; q < c.statement.quantities.size(); ++q) {
    for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
      for (const Quantity& told : c.evidence[p].quantities) {
        if (same_amount(c.statement.quantities[q], told))
          row(p, told.first_word)[n_units + q] = kAmountWeight;
      }
    }
  }
  return rows;
}

}  // namespace

std::vector<SupportSentence> support_of(const Case& c) {
  const Rows rows = rows_of(c);
  double total = kAmountWeight * static_cast<double>(c.statement.quantities.size());
  for (const Unit& unit : c.alignment.units) total += unit.weight;
  Row covered(c.alignment.units.size() + c.statement.quantities.size(), 0.0);
  std::vector<SupportSentence> support;
  while (support.size() < rows.size()) {
    double best_gain = kLeastGain * total;
    const std::pair<const std::pair<std::uint32_t, std::size_t>, Row>* best = nullptr;
    for (const auto& entry : rows) {
      double gain = 0.0;
      for (std::size_t i = 0; i < covered.size(); ++i) gain += std::max(0.0, entry.second[i] - covered[i]);
      if (gain > best_gain) {
        best_gain = gain;
        best = &entry;
      }
    }
    if (!best) break;
    support.push_back({best->first.first, best->first.second});
    for (std::size_t i = 0; i < covered.size(); ++i) covered[i] = std::max(covered[i], best->second[i]);
  }
  return support;
}

bool rests_on(const std::vector<SupportSentence>& support, std::uint32_t passage, std::size_t sentence) {
  return std::any_of(support.begin(), support.end(), [&](const SupportSentence& one) {
    return one.passage == passage && one.sentence == sentence;
  });
}

}  // namespace st::guard
