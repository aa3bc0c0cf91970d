#include "cli/line_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace st::cli {
namespace {

constexpr double kWidth = 460, kHeight = 340, kLeft = 74, kRight = 16, kTop = 40, kBottom = 52;

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
  return out;
}

// One axis: from the lowest to the highest value, in logarithms, onto pixels.
struct Axis {
  double low, high, first_pixel, last_pixel;

  double at(double value) const {
    const double share = (std::log(value) - std::log(low)) / (std::log(high) - std::log(low));
    return first_pixel + share * (last_pixel - first_pixel);
  }
};

Axis axis_over(const LineChart& chart, bool is_x, double base) {
  double low = std::numeric_limits<double>::max(), high = 0.0;
  for (const LineChart::Series& series : chart.series) {
    for (const auto& [x, y] : series.points) {
      low = std::min(low, is_x ? x : y);
      high = std::max(high, is_x ? x : y);
    }
  }
  low = std::pow(base, std::floor(std::log(low) / std::log(base) + 1e-9));
  high = std::pow(base, std::ceil(std::log(high) / std::log(base) - 1e-9));
  if (high <= low) high = low * base;
  return is_x ? Axis{low, high, kLeft, kWidth - kRight} : Axis{low, high, kHeight - kBottom, kTop};
}

std::string grid(const LineChart& chart, const Axis& x, const Axis& y) {
  std::string out;
  for (double value = x.low; value <= x.high * 1.001; value *= 2) {
    out += fmt::format("<line class='g' x1='{0:.1f}' x2='{0:.1f}' y1='{1}' y2='{2}'/>", x.at(value), kTop,
                       kHeight - kBottom);
    out += fmt::format("<text x='{:.1f}' y='{}' text-anchor='middle'>{}</text>\n", x.at(value),
                       kHeight - kBottom + 16, escaped(chart.x_text(value)));
  }
  for (double value = y.low; value <= y.high * 1.001; value *= 10) {
    out += fmt::format("<line class='g' y1='{0:.1f}' y2='{0:.1f}' x1='{1}' x2='{2}'/>", y.at(value), kLeft,
                       kWidth - kRight);
    out += fmt::format("<text x='{}' y='{:.1f}' text-anchor='end'>{}</text>\n", kLeft - 6, y.at(value) + 4,
                       escaped(chart.y_text(value)));
  }
  return out;
}

std::string line_of(const LineChart::Series& series, const Axis& x, const Axis& y) {
  std::string out =
      fmt::format("<polyline fill='none' stroke='{}' stroke-width='2' points='", series.colour);
  for (const auto& [px, py] : series.points) out += fmt::format("{:.1f},{:.1f} ", x.at(px), y.at(py));
  out += "'/>\n";
  for (const auto& [px, py] : series.points) {
    out +=
        fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='3' fill='{}'/>", x.at(px), y.at(py), series.colour);
  }
  return out + "\n";
}

std::string legend(const LineChart& chart) {
  std::string out;
  double y = kTop + 14;
  for (const LineChart::Series& series : chart.series) {
    out += fmt::format("<line x1='{}' x2='{}' y1='{}' y2='{}' stroke='{}' stroke-width='2'/>", kLeft + 10,
                       kLeft + 34, y - 4, y - 4, series.colour);
    out += fmt::format("<text x='{}' y='{}'>{}</text>\n", kLeft + 40, y, escaped(series.name));
    y += 18;
  }
  return out;
}

std::string chart_svg(const LineChart& chart, double left) {
  const Axis x = axis_over(chart, true, 2), y = axis_over(chart, false, 10);
  std::string out = fmt::format("<g transform='translate({},0)'>\n", left);
  out += fmt::format("<text class='t' x='{}' y='22'>{}</text>\n", kLeft, escaped(chart.title));
  out += grid(chart, x, y);
  for (const LineChart::Series& series : chart.series) {
    if (!series.points.empty()) out += line_of(series, x, y);
  }
  out += legend(chart);
  out += fmt::format("<text x='{}' y='{}' text-anchor='middle'>{}</text>\n", (kLeft + kWidth - kRight) / 2,
                     kHeight - kBottom + 36, escaped(chart.x_label));
  out += fmt::format("<text transform='translate(14,{}) rotate(-90)' text-anchor='middle'>{}</text>\n",
                     (kTop + kHeight - kBottom) / 2, escaped(chart.y_label));
  return out + "</g>\n";
}

}  // namespace

std::string charts_svg(const std::vector<LineChart>& charts, const std::string& caption) {
  const double width = kWidth * static_cast<double>(charts.size());
  std::string out = fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {1}' width='{0}' height='{1}' "
      "font-family='sans-serif' font-size='12'>\n"
      "<style>.g{{stroke:#ddd}} .t{{font-size:15px;font-weight:bold}}</style>\n"
      "<rect width='100%' height='100%' fill='white'/>\n",
      width, kHeight + 28);
  double left = 0;
  for (const LineChart& chart : charts) {
    out += chart_svg(chart, left);
    left += kWidth;
  }
  return out +
         fmt::format("<text x='{}' y='{}'>{}</text>\n</svg>\n", kLeft, kHeight + 12, escaped(caption));
}

}  // namespace st::cli
