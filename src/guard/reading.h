#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/clauses.h"
#include "language/meaning.h"
#include "language/modality.h"
#include "language/polarity.h"
#include "language/quantities.h"
#include "language/words.h"

namespace st::guard {

// Whether what a word says holds today.
enum class Standing : std::uint8_t {
  kInForce,
  kWish,    // an idea, planned, not estimated
  kFormer,  // "used to be", "instead of", "raised from"
};

// A text with all that the checks ask of it, read once.
struct Reading {
  std::string_view text;
  std::vector<Word> words;
  std::vector<Term> terms;
  std::vector<std::vector<std::uint32_t>> terms_at;  // by word: the terms that cover it
  std::vector<Quantity> quantities;
  std::vector<Clause> clauses;
  std::vector<std::uint32_t> clause_at;  // by word
  std::vector<Negation> negations;
  std::vector<bool> denied;  // by word
  std::vector<ModalityCue> cues;
  std::vector<Standing> standing;  // by word
  std::vector<bool> purpose;       // by word: in a benefit clause ("so that ...")
  std::vector<bool> in_quantity;   // by word
  std::optional<StoryForm> story;

  const Clause& clause_of(std::size_t word) const { return clauses[clause_at[word]]; }
  std::string quote(std::size_t first, std::size_t last) const;  // the text of words [first, last)
};

// How near a word of one text is to a word of another in meaning, 0 to 1: the best of the terms that cover
// them.
double word_nearness(const Reading& a, std::size_t x, const Reading& b, std::size_t y);

// The text must outlive the reading. Bytes after `limit_bytes` are not read: the questions compare all with
// all.
inline constexpr std::size_t kLongestStatement = 1 << 12;
inline constexpr std::size_t kLongestPassage = 1 << 15;
Reading read(std::string_view text, std::size_t limit_bytes = kLongestPassage);

}  // namespace st::guard
