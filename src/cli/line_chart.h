#pragma once

#include <string>
#include <utility>
#include <vector>

namespace st::cli {

// A chart with logarithmic axes, as SVG: lengths that double and times that grow a thousandfold stay
// readable.
struct LineChart {
  struct Series {
    std::string name;
    std::string colour;                             // as SVG writes it
    std::vector<std::pair<double, double>> points;  // above zero, x ascending
  };
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<Series> series;  // at least one point among them
  std::string (*x_text)(double value) = nullptr;
  std::string (*y_text)(double value) = nullptr;
};

// The charts side by side, one picture.
std::string charts_svg(const std::vector<LineChart>& charts, const std::string& caption);

}  // namespace st::cli
