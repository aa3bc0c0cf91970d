#pragma once

#include <array>
#include <cstdint>

namespace st::cli {

// A letter of 5 by 9 dots for pictures that are drawn without a font on the machine: rows from the top, the
// leftmost dot is bit 4. Seven rows stand on the line, two hang under it.
inline constexpr int kGlyphWidth = 5, kGlyphHeight = 7, kGlyphRows = 9;
using Glyph = std::array<std::uint8_t, kGlyphRows>;

// A question mark for what is not printable ASCII.
const Glyph& glyph_of(char character);

// The columns [first, last) that a letter takes; digits take all, a space three.
struct GlyphColumns {
  int first = 0, last = 0;
};
GlyphColumns columns_of(char character);

}  // namespace st::cli
