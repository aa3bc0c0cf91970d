#include "guard/guard.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "guard/finding.h"
#include "guard/verbatim.h"

namespace st {
namespace {

using guard::Finding;
using guard::Findings;

constexpr std::size_t kMostReasons = 6;

using Question = Findings (*)(const guard::Case&);

// What may be wrong with any statement; a whole sentence taken over word for word can only be out of date.
constexpr std::array<Question, 2> kStillTrue = {guard::ask_quantities, guard::ask_standing};
constexpr std::array<Question, 14> kWellTold = {
    guard::ask_ground,     guard::ask_bindings, guard::ask_actor,    guard::ask_subject,
    guard::ask_stitching,  guard::ask_polarity, guard::ask_modality, guard::ask_conditions,
    guard::ask_scope,      guard::ask_added,    guard::ask_channel,  guard::ask_order,
    guard::ask_conflation, guard::ask_roles};

Findings ask_all(const guard::Case& c) {
  Findings all;
  const auto ask = [&](Question question) {
    for (Finding& finding : question(c)) all.push_back(std::move(finding));
  };
  for (const Question question : kStillTrue) ask(question);
  if (!guard::is_whole_sentence(c)) {
    for (const Question question : kWellTold) ask(question);
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Finding& a, const Finding& b) { return a.gravity > b.gravity; });
  return all;
}

double rounded(double score) {
  return std::round(std::clamp(score, 0.0, 1.0) * 1000) / 1000;
}

}  // namespace

Verdict Guard::check(std::string_view statement, std::span<const std::string> evidence) const {
  const guard::Reading said = guard::read(statement, guard::kLongestStatement);
  std::vector<guard::Reading> passages;
  passages.reserve(evidence.size());
  for (const std::string& passage : evidence) passages.push_back(guard::read(passage));
  const bool any_words = std::any_of(passages.begin(), passages.end(),
                                     [](const guard::Reading& p) { return !p.words.empty(); });
  if (said.words.empty() || !any_words) {
    return {false, 0.0, {said.words.empty() ? "the statement says nothing" : "there is no evidence"}};
  }
  const guard::Alignment alignment = guard::align(said, passages);

  Verdict verdict;
  double score = 1.0;
  for (const Finding& finding : ask_all({said, passages, alignment})) {
    score *= 1.0 - finding.gravity;
    if (verdict.reasons.size() < kMostReasons) verdict.reasons.push_back(finding.reason);
  }
  verdict.score = rounded(score);
  verdict.supported = verdict.score >= kSupportThreshold;
  return verdict;
}

}  // namespace st
