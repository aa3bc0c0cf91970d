#include "combine/wording.h"

#include "base/unicode.h"
#include "combine/gherkin.h"
#include "language/sentences.h"

namespace st::combine {
namespace {

std::string lower_first(std::string text) {
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
  return text;
}

Wording word_scenario(const SegmentedClaim& claim) {
  const GherkinFeature parsed = parse_gherkin("Feature: x\n" + claim.claim.quote);
  Wording wording{claim.claim.quote, StatementMode::kParaphrase};
  if (parsed.blocks.empty()) return verbatim(claim);
  std::string text = parsed.blocks.front().title;
  std::string outcome;
  bool told = false;
  for (const std::string& step : gherkin_steps(claim.claim.quote)) {
    told = told || step.starts_with("When ") || step.starts_with("Then ");
    if (told) outcome += (outcome.empty() ? "" : ", ") + lower_first(one_line(step));
  }
  const std::string full = outcome.empty() ? text : text + ": " + outcome;
  wording.text = count_words(full) <= kMaxStatementWords ? full : text;
  if (wording.text.empty()) return verbatim(claim);
  wording.text += '.';
  return wording;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

Wording verbatim(const SegmentedClaim& claim) {
  return {one_line(claim.claim.quote), StatementMode::kVerbatim};
}

Wording word_claim(const SegmentedClaim& claim) {
  if (claim.kind == ClaimKind::kScenario) return word_scenario(claim);
  if (claim.kind == ClaimKind::kWant) {
    const std::optional<std::string> told = user_story_as_statement(one_line(claim.claim.quote));
    if (told && count_words(*told) <= kMaxStatementWords) return {*told, StatementMode::kParaphrase};
    return verbatim(claim);
  }
  return verbatim(claim);
}

}  // namespace st::combine
