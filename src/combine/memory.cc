#include "combine/memory.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace st::combine {
namespace {

// Index entries that one look-up may read. More would make each story dearer the more stories there are.
constexpr std::size_t kEntryBudget = 6000;

}  // namespace

std::size_t Memory::add(Standing standing) {
  const std::size_t i = standings_.size();
  by_id_[standing.statement_id] = i;
  if (!standing.heading.empty()) by_heading_[standing.heading].push_back(i);
  standings_.push_back(std::move(standing));
  index(i, standings_[i].readings.front().terms);
  return i;
}

void Memory::rest_on(std::size_t i, Standing standing) {
  standing.statement_id = standings_[i].statement_id;
  standing.heading = standings_[i].heading;
  standing.heading_area = standings_[i].heading_area;
  standings_[i] = std::move(standing);
  index(i, standings_[i].readings.front().terms);
}

void Memory::join(std::size_t i, Reading reading) {
  index(i, reading.terms);
  standings_[i].readings.push_back(std::move(reading));
}

void Memory::index(std::size_t i, const TermSet& terms) {
  for (const TermId term : terms) {
    if (by_term_.size() <= term) by_term_.resize(term + 1);
    std::vector<std::size_t>& entries = by_term_[term];
    if (entries.empty() || entries.back() != i) entries.push_back(i);
  }
}

std::optional<std::size_t> Memory::find(const std::string& statement_id) const {
  const auto found = by_id_.find(statement_id);
  if (found == by_id_.end() || !standings_[found->second].in_force) return std::nullopt;
  return found->second;
}

std::vector<std::size_t> Memory::related_to(const TermSet& terms, std::size_t limit) const {
  TermSet rarest = terms;
  std::stable_sort(rarest.begin(), rarest.end(),
                   [&](TermId a, TermId b) { return table_.weight(a) > table_.weight(b); });
  std::unordered_map<std::size_t, double> shared;
  std::size_t budget = kEntryBudget;
  for (const TermId term : rarest) {
    if (term >= by_term_.size()) continue;
    const std::vector<std::size_t>& entries = by_term_[term];
    if (entries.size() > budget) break;
    budget -= entries.size();
    for (const std::size_t i : entries) {
      if (standings_[i].in_force) shared[i] += table_.weight(term);
    }
  }
  std::vector<std::pair<double, std::size_t>> ranked;
  for (const auto& [i, weight] : shared) ranked.emplace_back(-weight, i);
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > limit) ranked.resize(limit);
  std::vector<std::size_t> out;
  for (const auto& [weight, i] : ranked) out.push_back(i);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::size_t> Memory::feature(const std::string& heading, const std::string& area) const {
  const auto found = by_heading_.find(heading);
  if (found == by_heading_.end()) return {};
  std::map<std::string, std::vector<std::size_t>> by_area;
  std::string last;
  for (const std::size_t i : found->second) {
    if (!standings_[i].in_force) continue;
    by_area[standings_[i].heading_area].push_back(i);
    last = standings_[i].heading_area;
  }
  if (by_area.empty()) return {};
  const auto exact = by_area.find(area);
  return exact != by_area.end() ? exact->second : by_area[last];
}

void Memory::move_feature(const std::string& heading, const std::string& area) {
  for (const std::size_t i : feature(heading, area)) standings_[i].heading_area = area;
}

}  // namespace st::combine
