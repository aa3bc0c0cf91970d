#include "guard/reading.h"

#include <algorithm>

#include "guard/standing.h"

namespace st::guard {
namespace {

void mark_purpose(Reading& reading) {
  reading.purpose.assign(reading.words.size(), false);
  for (const Clause& clause : reading.clauses) {
    if (clause.role != ClauseRole::kPurpose) continue;
    for (std::size_t i = clause.words.first; i < clause.words.last; ++i) reading.purpose[i] = true;
  }
  if (reading.story && !reading.story->purpose.empty()) {
    for (std::size_t i = reading.story->purpose.first; i < reading.story->purpose.last; ++i)
      reading.purpose[i] = true;
  }
}

void index_words(Reading& reading) {
  reading.terms_at.assign(reading.words.size(), {});
  for (std::uint32_t t = 0; t < reading.terms.size(); ++t) {
    for (std::size_t i = reading.terms[t].first_word; i < reading.terms[t].last_word; ++i)
      reading.terms_at[i].push_back(t);
  }
  reading.clause_at.assign(reading.words.size(), 0);
  for (std::uint32_t c = 0; c < reading.clauses.size(); ++c) {
    for (std::size_t i = reading.clauses[c].words.first; i < reading.clauses[c].words.last; ++i)
      reading.clause_at[i] = c;
  }
  reading.in_quantity.assign(reading.words.size(), false);
  for (const Quantity& quantity : reading.quantities) {
    for (std::size_t i = quantity.bound_first; i < quantity.bound_last; ++i) {
      const Word& word = reading.words[i];
      const bool counted =
          word.part == PartOfSpeech::kNoun && !word.is("maximum") && !word.is("minimum") && !word.is("max");
      const bool inside = i >= quantity.first_word && i < quantity.last_word;
      if (inside || i < quantity.first_word || !counted) reading.in_quantity[i] = true;
    }
  }
}

}  // namespace

std::string Reading::quote(std::size_t first, std::size_t last) const {
  if (first >= last || last > words.size()) return {};
  return std::string(text.substr(words[first].start, words[last - 1].end - words[first].start));
}

Reading read(std::string_view text, std::size_t limit_bytes) {
  Reading reading;
  reading.text = text.substr(0, limit_bytes);
  reading.words = words_of(reading.text);
  reading.terms = terms_of(reading.words);
  reading.quantities = quantities_of(reading.text, reading.words);
  reading.clauses = clauses_of(reading.words);
  reading.negations = negations_of(reading.words);
  reading.denied = denied_words(reading.words, reading.negations);
  reading.cues = modality_cues(reading.words);
  reading.story = story_form(reading.words);
  index_words(reading);
  mark_purpose(reading);
  mark_standing(reading);
  return reading;
}

double word_nearness(const Reading& a, std::size_t x, const Reading& b, std::size_t y) {
  double best = 0.0;
  for (const std::uint32_t s : a.terms_at[x]) {
    for (const std::uint32_t t : b.terms_at[y]) best = std::max(best, nearness(a.terms[s], b.terms[t]));
  }
  return best;
}

}  // namespace st::guard
