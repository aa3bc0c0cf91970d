#pragma once

#include <string>
#include <string_view>

namespace st {

// The text of a file as UTF-8 with NL line ends and no byte order mark. UTF-8 and UTF-16 (either order) are
// known by their mark, UTF-16 without one by its zero bytes. In a UTF-8 file single bytes that are not
// UTF-8 are read as Windows-1252; a file in which those outnumber the UTF-8 characters is Windows-1252 as a
// whole. A UTF-16 file that lost a byte is read on from the next character. Nothing where the bytes are no
// text (a picture, an archive).
struct DecodedText {
  std::string text;
  bool is_text = true;
};

DecodedText decode_text(std::string_view bytes);

}  // namespace st
