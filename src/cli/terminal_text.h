#pragma once

#include <string>
#include <string_view>

namespace st::cli {

// A text out of the input, made safe to print: line breaks and tabs become spaces, other control characters
// (with which a story could move the cursor, colour or rename the window) and bytes that are not UTF-8
// become U+FFFD.
std::string terminal_text(std::string_view text);

// The same for a text that is shown line by line: its line breaks and tabs stay.
std::string terminal_lines(std::string_view text);

}  // namespace st::cli
