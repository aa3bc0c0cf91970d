#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace st {

// Story text is foreign: whatever it holds must come out as text. All of these take any bytes and give
// valid UTF-8.

// `text` with nothing hidden in it: control characters become their pictures (U+2400 ff.), direction
// overrides, embeddings and isolates and the invisible tag characters become "⟨U+202E⟩", line and paragraph
// separators become a newline. Newlines and tabs stay.
std::string visible_text(std::string_view text);

// `visible_text` for HTML: in element content and between double or single quotes of an attribute.
std::string escape_html(std::string_view text);

// JSON text for a <script type="application/json"> block: '<', '>', '&', U+2028 and U+2029 as \uXXXX, so
// that no string in it can end the block or open a comment. `json` must be JSON in UTF-8.
std::string escape_script_json(std::string_view json);

// How many UTF-16 units `text` is, each byte that is not UTF-8 counted as U+FFFD: a place in a JavaScript
// string.
std::size_t utf16_length(std::string_view text);

}  // namespace st
