#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace st::cli {

struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Colour&) const = default;
};

// A picture of filled rectangles and lines of text, in pixels from the top left corner: what both SVG and
// PNG can show.
struct Picture {
  struct Box {
    int x = 0, y = 0, width = 0, height = 0;
    Colour colour;
  };
  enum class Anchor : std::uint8_t { kStart, kMiddle, kEnd };
  struct Text {
    int x = 0, y = 0;  // where the anchor is, and the middle of the letters' height
    std::string text;
    int size = 2;  // letters are 7 * size dots high
    Anchor anchor = Anchor::kStart;
    Colour colour;
    bool upwards = false;  // turned to read from the bottom to the top
  };
  int width = 0, height = 0;  // at most 32768 each
  std::vector<Box> boxes;     // painted first, in this order, on white
  std::vector<Text> texts;    // UTF-8; PNG shows a question mark for what is not ASCII
};

int text_width(const std::string& text, int size);

std::string svg_of(const Picture& picture);
// 8 bits a channel, without transparency (ISO/IEC 15948). kResources where memory is not to be had.
Result<std::string> png_of(const Picture& picture);

}  // namespace st::cli
