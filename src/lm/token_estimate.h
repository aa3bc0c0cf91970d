#pragma once

#include <cstddef>
#include <string_view>

namespace st {

// About how many tokens a byte-pair vocabulary of today's sizes makes of a text, where no tokenizer is at
// hand: a word of Latin letters is one token and one more for each six letters after its first six; a sign,
// a run of three digits, a line end, and a letter of a script without spaces are one each; other letters
// one for each two. An estimate: off by up to a tenth on English stories, more on code and on other
// languages (docs/guide/scale.md).
std::size_t estimate_tokens(std::string_view text);

}  // namespace st
