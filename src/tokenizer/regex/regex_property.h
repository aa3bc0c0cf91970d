#pragma once

#include <string_view>

#include "tokenizer/regex/char_set.h"

namespace st {

// Adds the characters of \p{name}, a general category, a script or a POSIX class, to the set; false where
// the name is not known. Classes are those of the Oniguruma library (Unicode 16).
bool add_regex_property(CharSet& set, std::string_view name);

// The same of [[:name:]], where punctuation has the symbols too.
bool add_posix_class(CharSet& set, std::string_view name);
// [[:word:]]: letters, marks, decimal and letter numbers, connectors and the enclosed letters.
void add_regex_word(CharSet& set, bool inverted = false);

}  // namespace st
