#pragma once

#include <string_view>

#include "tokenizer/regex/char_set.h"

namespace st {

// Adds the characters of \p{name}, a general category or a script, to the set; false where the name is not
// known.
bool add_regex_property(CharSet& set, std::string_view name);

}  // namespace st
