#include <fmt/format.h>

#include "cli/picture.h"

namespace st::cli {
namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += ' ';  // XML knows no control characters
    } else {
      out += c;
    }
  }
  return out;
}

std::string text_of(Colour colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

const char* anchor_of(Picture::Anchor anchor) {
  switch (anchor) {
    case Picture::Anchor::kStart:
      return "start";
    case Picture::Anchor::kMiddle:
      return "middle";
    case Picture::Anchor::kEnd:
      return "end";
  }
  return "start";
}

}  // namespace

std::string svg_of(const Picture& picture) {
  std::string out = fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {1}' width='{0}' height='{1}' "
      "font-family='sans-serif'>\n<rect width='100%' height='100%' fill='#ffffff'/>\n",
      picture.width, picture.height);
  for (const Picture::Box& box : picture.boxes)
    out += fmt::format("<rect x='{}' y='{}' width='{}' height='{}' fill='{}'/>\n", box.x, box.y, box.width,
                       box.height, text_of(box.colour));
  for (const Picture::Text& text : picture.texts) {
    // Letters stand on their base line, a third of their size under the middle.
    const int size = text.size * 7 + 1;
    out += fmt::format(
        "<text transform='translate({},{}){}' y='{:.1f}' font-size='{}' fill='{}' "
        "text-anchor='{}'>{}</text>\n",
        text.x, text.y, text.upwards ? " rotate(-90)" : "", size * 0.35, size, text_of(text.colour),
        anchor_of(text.anchor), escaped(text.text));
  }
  return out + "</svg>\n";
}

}  // namespace st::cli
