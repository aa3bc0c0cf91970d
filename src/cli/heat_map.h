#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/picture.h"

namespace st::cli {

// Shares from 0 to 1 over two axes. Blue is 1, vermilion 0, and each field says in words what it is: the
// two colours stay apart for every kind of colour blindness, and nothing hangs on colour alone.
struct HeatMap {
  std::string title;
  std::string subtitle;
  std::string x_title, y_title;
  std::vector<std::string> columns;                        // from the left
  std::vector<std::string> rows;                           // from the top
  std::vector<std::vector<std::optional<double>>> shares;  // [rows][columns]; nothing: not measured
  std::string word_for_one, word_for_nothing;              // "found", "missed": of fields with 1 and 0
};

// At most 200 columns and 200 rows.
Picture heat_map_picture(const HeatMap& map);

}  // namespace st::cli
