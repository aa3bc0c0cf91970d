#include <zlib.h>

#include <algorithm>
#include <new>

#include "base/unicode.h"
#include "cli/picture.h"
#include "cli/raster_font.h"

namespace st::cli {
namespace {

// Rows of RGB, each behind the byte that names its filter (0, none), as PNG packs them.
class Canvas {
 public:
  Canvas(int width, int height)
      : width_(width), height_(height), row_bytes_(1 + 3 * static_cast<std::size_t>(width)) {
    bytes_.assign(row_bytes_ * static_cast<std::size_t>(height), '\xFF');
    for (std::size_t row = 0; row < static_cast<std::size_t>(height); ++row) bytes_[row * row_bytes_] = 0;
  }

  void fill(int x, int y, int width, int height, Colour colour) {
    const int left = std::max(x, 0), right = std::min(x + width, width_);
    for (int row = std::max(y, 0); row < std::min(y + height, height_); ++row) {
      char* at = bytes_.data() + static_cast<std::size_t>(row) * row_bytes_ + 1 +
                 3 * static_cast<std::size_t>(left);
      for (int column = left; column < right; ++column) {
        *at++ = static_cast<char>(colour.red);
        *at++ = static_cast<char>(colour.green);
        *at++ = static_cast<char>(colour.blue);
      }
    }
  }

  const std::string& bytes() const { return bytes_; }

 private:
  int width_, height_;
  std::size_t row_bytes_;
  std::string bytes_;
};

// What PNG's letters can show: ASCII, one question mark a character of anything else.
std::string drawable(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (!is_continuation(c)) out += c;
  return out;
}

void draw(Canvas& canvas, const Picture::Text& text) {
  const std::string letters = drawable(text.text);
  const int length = text_width(text.text, text.size);
  int along = 0;
  if (text.anchor == Picture::Anchor::kMiddle) along = -length / 2;
  if (text.anchor == Picture::Anchor::kEnd) along = -length;
  const int across = -kGlyphHeight * text.size / 2;
  for (const char letter : letters) {
    const Glyph& glyph = glyph_of(letter);
    const GlyphColumns columns = columns_of(letter);
    for (int row = 0; row < kGlyphRows; ++row) {
      for (int column = columns.first; column < columns.last; ++column) {
        if ((glyph[static_cast<std::size_t>(row)] >> (kGlyphWidth - 1 - column) & 1) == 0) continue;
        const int a = along + (column - columns.first) * text.size, b = across + row * text.size;
        if (text.upwards) {
          canvas.fill(text.x + b, text.y - a - text.size, text.size, text.size, text.colour);
        } else {
          canvas.fill(text.x + a, text.y + b, text.size, text.size, text.colour);
        }
      }
    }
    along += (columns.last - columns.first + 1) * text.size;
  }
}

void put_u32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
}

void put_chunk(std::string& out, const std::string& name, const std::string& data) {
  put_u32(out, static_cast<std::uint32_t>(data.size()));
  const std::string checked = name + data;
  out += checked;
  const auto* bytes = reinterpret_cast<const Bytef*>(checked.data());
  put_u32(out, static_cast<std::uint32_t>(::crc32(0, bytes, static_cast<uInt>(checked.size()))));
}

Result<std::string> deflated(const std::string& raw) {
  uLongf size = ::compressBound(static_cast<uLong>(raw.size()));
  std::string packed(size, '\0');
  const int done = ::compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                               reinterpret_cast<const Bytef*>(raw.data()), static_cast<uLong>(raw.size()),
                               Z_BEST_COMPRESSION);
  if (done != Z_OK) return resource_error("the picture: no memory to pack it");
  packed.resize(size);
  return packed;
}

Result<std::string> packed(const Picture& picture) {
  Canvas canvas(picture.width, picture.height);
  for (const Picture::Box& box : picture.boxes)
    canvas.fill(box.x, box.y, box.width, box.height, box.colour);
  for (const Picture::Text& text : picture.texts) draw(canvas, text);
  std::string header;
  put_u32(header, static_cast<std::uint32_t>(picture.width));
  put_u32(header, static_cast<std::uint32_t>(picture.height));
  header += std::string("\x08\x02\x00\x00\x00", 5);  // 8 bits, RGB, deflate, its filters, no interlacing
  ST_ASSIGN_OR_RETURN(const std::string data, deflated(canvas.bytes()));
  std::string out = "\x89PNG\r\n\x1A\n";
  put_chunk(out, "IHDR", header);
  put_chunk(out, "IDAT", data);
  put_chunk(out, "IEND", "");
  return out;
}

}  // namespace

int text_width(const std::string& text, int size) {
  int columns = 0;
  for (const char letter : drawable(text))
    columns += columns_of(letter).last - columns_of(letter).first + 1;
  return std::max(0, columns - 1) * size;
}

Result<std::string> png_of(const Picture& picture) {
  ST_CHECK(picture.width > 0 && picture.height > 0 && picture.width <= 32768 && picture.height <= 32768);
  try {
    return packed(picture);
  } catch (const std::bad_alloc&) {
    return resource_error("the picture: no memory for " + std::to_string(picture.width) + " by " +
                          std::to_string(picture.height) + " dots");
  }
}

}  // namespace st::cli
