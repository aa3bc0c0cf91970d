#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "guard/reading.h"

namespace st::guard {

inline constexpr std::uint32_t kNowhere = 0xFFFFFFFFu;

// Where the evidence says a word of the statement: the best place, the nearness of the two.
struct Match {
  std::uint32_t passage = kNowhere;
  std::uint32_t word = kNowhere;
  double nearness = 0.0;  // 0 to 1

  bool found() const { return passage != kNowhere; }
};

// A content word of the statement, with every place of the evidence that may say it.
struct Unit {
  std::uint32_t word = 0;
  double weight = 0.0;         // how much it says: 1 for a plain noun, less for "have", "system", adverbs
  Match best;                  // among words in force, else among all
  std::vector<Match> matches;  // nearness of kRelated and more, best first within a passage
  bool opposite = false;       // the evidence has its opposite, and not the word
  Match opposed_by;

  bool exact() const { return best.nearness > 0.99; }
};

inline constexpr double kRelated = 0.42;  // below it two words have nothing to do with each other

// The statement's content words, aligned to the evidence. Words inside quantities are left to the quantity
// check.
struct Alignment {
  std::vector<Unit> units;             // in the statement's order
  std::vector<std::uint32_t> unit_at;  // by statement word: its unit, or kNowhere
  std::vector<std::vector<float>>
      said_of;               // by passage and word of it: how well the statement says that word
  double exact_share = 0.0;  // weight of units found word for word
  double soft_share = 0.0;   // weight times nearness of all units

  const Unit* unit_of(std::size_t word) const {
    return unit_at[word] == kNowhere ? nullptr : &units[unit_at[word]];
  }
};

Alignment align(const Reading& statement, std::span<const Reading> evidence);

}  // namespace st::guard
