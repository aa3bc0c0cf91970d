#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace st::combine {

// Text of a story as it stands in a prompt: one line in double quotes, JSON's escapes, at most
// `most_bytes` of the text and then how many bytes were left out. Nothing in it can end the quote or the
// line, open a frame of the prompt, or spell a control token of the chat forms in use ("<|", "[INST]",
// "<s>"): the signs that open these are parted by a space. Bytes that are not UTF-8 become U+FFFD.
std::string data_quote(std::string_view text, std::size_t most_bytes);

}  // namespace st::combine
