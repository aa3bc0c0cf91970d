#include "cli/heat_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace st::cli {
namespace {

constexpr Colour kInk{32, 32, 32}, kFaint{96, 96, 96}, kWhite{255, 255, 255}, kEmpty{232, 232, 232};
// Okabe and Ito's vermilion and blue, which all kinds of colour vision tell apart, and a pale middle.
constexpr Colour kNothing{213, 94, 0}, kMiddle{247, 236, 214}, kOne{0, 98, 164};

constexpr int kFieldWidth = 92, kFieldHeight = 40, kGap = 2, kMargin = 24, kTitleHeight = 76;
constexpr int kAxisHeight = 64, kLegendHeight = 62, kLegendWidth = 240, kLegendBar = 16;

Colour mixed(Colour from, Colour to, double share) {
  const auto mix = [share](std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>(std::lround(a + (b - a) * share));
  };
  return {mix(from.red, to.red), mix(from.green, to.green), mix(from.blue, to.blue)};
}

Colour colour_of(double share) {
  const double bounded = std::clamp(share, 0.0, 1.0);
  return bounded < 0.5 ? mixed(kNothing, kMiddle, bounded * 2.0)
                       : mixed(kMiddle, kOne, bounded * 2.0 - 1.0);
}

std::string word_of(const HeatMap& map, double share) {
  if (share >= 1.0) return map.word_for_one;
  if (share <= 0.0) return map.word_for_nothing;
  return fmt::format("{:.0f}%", share * 100.0);
}

constexpr const char* kLegendText = "of the needles";

int widest(const std::vector<std::string>& texts, int size) {
  int width = 0;
  for (const std::string& text : texts) width = std::max(width, text_width(text, size));
  return width;
}

using Anchor = Picture::Anchor;

class Drawing {
 public:
  explicit Drawing(const HeatMap& map) : map_(map) {
    left_ = kMargin + 28 + widest(map.rows, 2) + 12;
    top_ = kTitleHeight + kMargin;
    right_ = left_ + static_cast<int>(map.columns.size()) * kFieldWidth;
    bottom_ = top_ + static_cast<int>(map.rows.size()) * kFieldHeight;
    picture_.width = std::max({right_, left_ + kLegendWidth + 16 + text_width(kLegendText, 2),
                               kMargin + text_width(map.title, 3), kMargin + text_width(map.subtitle, 2)}) +
                     kMargin;
    picture_.height = bottom_ + kAxisHeight + kLegendHeight + kMargin;
  }

  Picture draw() {
    put(kMargin, kMargin + 12, map_.title, 3, Anchor::kStart, kInk);
    put(kMargin, kMargin + 46, map_.subtitle, 2, Anchor::kStart, kFaint);
    for (std::size_t row = 0; row < map_.rows.size(); ++row) draw_row(row);
    draw_axes();
    draw_legend();
    return std::move(picture_);
  }

 private:
  void put(int x, int y, const std::string& text, int size, Anchor anchor, Colour colour) {
    picture_.texts.push_back({x, y, text, size, anchor, colour, false});
  }
  int column_x(std::size_t column) const { return left_ + static_cast<int>(column) * kFieldWidth; }
  int row_y(std::size_t row) const { return top_ + static_cast<int>(row) * kFieldHeight; }

  void draw_row(std::size_t row) {
    for (std::size_t column = 0; column < map_.columns.size(); ++column) {
      const std::optional<double> share = map_.shares[row][column];
      const Colour colour = share ? colour_of(*share) : kEmpty;
      picture_.boxes.push_back(
          {column_x(column), row_y(row), kFieldWidth - kGap, kFieldHeight - kGap, colour});
      if (!share) continue;
      const bool is_dark = std::abs(*share - 0.5) > 0.3;
      put(column_x(column) + kFieldWidth / 2, row_y(row) + kFieldHeight / 2 - 1, word_of(map_, *share), 2,
          Anchor::kMiddle, is_dark ? kWhite : kInk);
    }
  }

  void draw_axes() {
    for (std::size_t row = 0; row < map_.rows.size(); ++row)
      put(left_ - 10, row_y(row) + kFieldHeight / 2 - 1, map_.rows[row], 2, Anchor::kEnd, kInk);
    for (std::size_t column = 0; column < map_.columns.size(); ++column)
      put(column_x(column) + kFieldWidth / 2, bottom_ + 16, map_.columns[column], 2, Anchor::kMiddle, kInk);
    put((left_ + right_) / 2, bottom_ + 44, map_.x_title, 2, Anchor::kMiddle, kFaint);
    picture_.texts.push_back(
        {kMargin + 4, (top_ + bottom_) / 2, map_.y_title, 2, Anchor::kMiddle, kFaint, true});
  }

  void draw_legend() {
    const int y = bottom_ + kAxisHeight + 12;
    for (int x = 0; x < kLegendWidth; ++x)
      picture_.boxes.push_back({left_ + x, y, 1, kLegendBar, colour_of(x / (kLegendWidth - 1.0))});
    put(left_ + kLegendWidth + 14, y + kLegendBar / 2, kLegendText, 2, Anchor::kStart, kFaint);
    put(left_, y + kLegendBar + 16, "0%", 2, Anchor::kStart, kInk);
    put(left_ + kLegendWidth / 2, y + kLegendBar + 16, "50%", 2, Anchor::kMiddle, kInk);
    put(left_ + kLegendWidth, y + kLegendBar + 16, "100%", 2, Anchor::kEnd, kInk);
  }

  const HeatMap& map_;
  int left_, top_, right_, bottom_;
  Picture picture_;
};

}  // namespace

Picture heat_map_picture(const HeatMap& map) {
  ST_CHECK(!map.columns.empty() && map.columns.size() <= 200 && !map.rows.empty() &&
           map.rows.size() <= 200);
  return Drawing(map).draw();
}

}  // namespace st::cli
