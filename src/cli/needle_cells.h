#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace st::cli {

// What came of one length and depth.
struct NeedleCell {
  std::size_t length_tokens = 0;
  double depth = 0.0;
  bool found = false;    // every needle, by the scoring that was asked for
  double exact = 0.0;    // share of the needles
  double lenient = 0.0;  // share of the needles
  std::size_t prompt_tokens = 0;
  std::vector<std::string> expected, answers;  // a needle each
  double seconds = 0.0;
};

// All cells, lengths outermost, both ascending; a cell that has not run yet is empty.
struct NeedleTable {
  std::vector<std::size_t> lengths;
  std::vector<double> depths;
  std::vector<std::optional<NeedleCell>> cells;  // [lengths, depths]

  std::optional<NeedleCell>& at(std::size_t length, std::size_t depth) {
    return cells[length * depths.size() + depth];
  }
  const std::optional<NeedleCell>& at(std::size_t length, std::size_t depth) const {
    return cells[length * depths.size() + depth];
  }
  // Share of the cells that have run in which every needle was found.
  double score() const;
  std::size_t n_found() const;
};
NeedleTable empty_table(std::vector<std::size_t> lengths, std::vector<double> depths);

// The contract's object: {"cells": [...], "score"}, with each cell's shares, tokens and expected values.
std::string needle_json(const NeedleTable& table);
// For people: a row a depth, a column a length.
std::string needle_text(const NeedleTable& table);

// Cells of an unfinished run. `settings` tells runs apart: whatever changes an answer.
std::string progress_json(const NeedleTable& table, const std::string& settings);
// Fills the cells that `text`, a progress_json of the same settings, has. kInput, beginning with `where`,
// for other settings or for what is no such text.
Status read_progress(const std::string& text, const std::string& settings, const std::string& where,
                     NeedleTable& table);

std::string depth_text(double depth);  // "25%"

}  // namespace st::cli
