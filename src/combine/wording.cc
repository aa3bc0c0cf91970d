#include "combine/wording.h"

#include <algorithm>
#include <vector>

#include "base/unicode.h"
#include "combine/gherkin.h"
#include "language/quantities.h"
#include "language/sentences.h"
#include "language/words.h"

namespace st::combine {
namespace {

// White space of any kind becomes one space; the text of a statement is one line.
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

std::string lower_first(std::string text) {
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
  return text;
}

// A verb that carries a sentence: "can", "is", "gets"; "orders cost" after a plural, but no "pause" on its
// own.
bool is_finite_verb(const std::vector<Word>& words, std::size_t i) {
  const Word& word = words[i];
  if (word.part == PartOfSpeech::kModal || word.part == PartOfSpeech::kAuxiliary) return true;
  if (word.part != PartOfSpeech::kVerb) return false;
  if (word.lower != word.lemma) return word.lower.ends_with('s') || word.lower.ends_with("ed");
  return i > 0 && (words[i - 1].lower.ends_with('s') || words[i - 1].part == PartOfSpeech::kPronoun);
}

// A criterion with no verb ("Maximum pause: 4 weeks", "3 retries, one per day") says nothing without its
// story.
bool is_fragment(std::string_view text) {
  const std::vector<Word> words = words_of(text);
  if (words.size() > 14) return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_finite_verb(words, i)) return false;
  }
  return true;
}

bool states_amount(std::string_view text) {
  return !quantities_of(text).empty();
}

Wording word_scenario(const SegmentedClaim& claim) {
  const GherkinFeature parsed = parse_gherkin("Feature: x\n" + claim.claim.quote);
  Wording wording{claim.claim.quote, StatementMode::kParaphrase, false};
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

Wording verbatim(const SegmentedClaim& claim) {
  return {one_line(claim.claim.quote), StatementMode::kVerbatim, false};
}

Wording word_claim(const SegmentedClaim& claim, std::string_view title) {
  if (claim.kind == ClaimKind::kScenario) return word_scenario(claim);
  if (claim.kind == ClaimKind::kWant) {
    const std::optional<std::string> told = user_story_as_statement(one_line(claim.claim.quote));
    if (told && count_words(*told) <= kMaxStatementWords) return {*told, StatementMode::kParaphrase, false};
    return verbatim(claim);
  }
  Wording wording = verbatim(claim);
  if (claim.kind == ClaimKind::kCriterion && !title.empty() && is_fragment(wording.text) &&
      states_amount(wording.text)) {
    const std::string full = one_line(title) + ": " + wording.text;
    if (count_words(full) <= kMaxStatementWords) return {full, StatementMode::kParaphrase, true};
  }
  return wording;
}

}  // namespace st::combine
