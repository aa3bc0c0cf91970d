#include "cli/heat_map.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "cli/raster_font.h"

namespace st::cli {
namespace {

std::uint32_t u32_at(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// The dots of a PNG as png_of writes it, checked on the way; empty where it is none.
struct Dots {
  std::uint32_t width = 0, height = 0;
  std::string rows;  // 1 + 3 * width bytes each

  Colour at(std::uint32_t x, std::uint32_t y) const {
    const std::size_t i = std::size_t{y} * (1 + 3 * std::size_t{width}) + 1 + 3 * std::size_t{x};
    const auto byte = [&](std::size_t k) { return static_cast<std::uint8_t>(rows[i + k]); };
    return {byte(0), byte(1), byte(2)};
  }
};

Dots unpacked(const std::string& png) {
  Dots dots;
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1A\n");
  for (std::size_t at = 8; at < png.size();) {
    const std::uint32_t length = u32_at(png, at);
    const std::string name = png.substr(at + 4, 4), data = png.substr(at + 8, length);
    const auto* checked = reinterpret_cast<const Bytef*>(png.data() + at + 4);
    EXPECT_EQ(u32_at(png, at + 8 + length), ::crc32(0, checked, length + 4)) << name;
    if (name == "IHDR") {
      dots.width = u32_at(data, 0);
      dots.height = u32_at(data, 4);
    }
    if (name == "IDAT") {
      uLongf size = std::size_t{dots.height} * (1 + 3 * std::size_t{dots.width});
      dots.rows.resize(size);
      EXPECT_EQ(Z_OK,
                ::uncompress(reinterpret_cast<Bytef*>(dots.rows.data()), &size,
                             reinterpret_cast<const Bytef*>(data.data()), static_cast<uLong>(data.size())));
      EXPECT_EQ(size, dots.rows.size());
    }
    at += 12 + length;
  }
  return dots;
}

TEST(Picture, PngHoldsTheBoxesAndLettersThatWereDrawn) {
  Picture picture;
  picture.width = 40;
  picture.height = 20;
  picture.boxes = {{2, 3, 10, 4, {10, 20, 30}}, {35, 15, 100, 100, {1, 2, 3}}};
  picture.texts = {{20, 10, "I", 1, Picture::Anchor::kStart, {200, 0, 0}, false}};
  const Result<std::string> png = png_of(picture);
  ASSERT_TRUE(png.ok());
  const Dots dots = unpacked(*png);
  EXPECT_EQ(dots.width, 40u);
  EXPECT_EQ(dots.height, 20u);
  EXPECT_EQ(dots.at(2, 3), (Colour{10, 20, 30}));
  EXPECT_EQ(dots.at(11, 6), (Colour{10, 20, 30}));
  EXPECT_EQ(dots.at(12, 6), (Colour{255, 255, 255}));
  EXPECT_EQ(dots.at(39, 19), (Colour{1, 2, 3}));
  EXPECT_EQ(dots.at(21, 10), (Colour{200, 0, 0}));  // the stem
  EXPECT_EQ(dots.at(20, 10), (Colour{255, 255, 255}));
}

HeatMap two_by_two() {
  HeatMap map;
  map.title = "A <title> & more";
  map.columns = {"1k", "2k"};
  map.rows = {"0%", "100%"};
  map.shares = {{1.0, 0.0}, {0.5, std::nullopt}};
  map.word_for_one = "found";
  map.word_for_nothing = "missed";
  return map;
}

TEST(HeatMap, SaysInEachFieldWhatItIsAndEscapesText) {
  const std::string svg = svg_of(heat_map_picture(two_by_two()));
  for (const char* part : {"found", "missed", "50%", "A &lt;title> &amp; more", "1k", "100%"})
    EXPECT_NE(svg.find(part), std::string::npos) << part;
}

TEST(HeatMap, ColoursOfFoundAndMissedDifferInLightnessAndHue) {
  const Picture picture = heat_map_picture(two_by_two());
  const Colour found = picture.boxes[0].colour, missed = picture.boxes[1].colour;
  EXPECT_GT(found.blue, found.red);
  EXPECT_GT(missed.red, missed.blue);
  const auto light = [](Colour c) { return 2 * c.red + 5 * c.green + c.blue; };
  EXPECT_GT(light(missed), light(found) + 100);
}

TEST(HeatMap, NothingStandsOutsideThePicture) {
  const Picture picture = heat_map_picture(two_by_two());
  for (const Picture::Box& box : picture.boxes) {
    EXPECT_GE(box.x, 0);
    EXPECT_LE(box.x + box.width, picture.width);
    EXPECT_LE(box.y + box.height, picture.height);
  }
  for (const Picture::Text& text : picture.texts) EXPECT_LE(text.y, picture.height);
}

TEST(RasterFont, EveryPrintableCharacterHasAShapeOfItsOwn) {
  for (char a = '!'; a < '~'; ++a)
    for (char b = static_cast<char>(a + 1); b <= '~'; ++b) EXPECT_NE(glyph_of(a), glyph_of(b)) << a << b;
}

}  // namespace
}  // namespace st::cli
