#pragma once

#include <string_view>
#include <vector>

#include "language/words.h"

namespace st {

// Parts `text` into words with their bytes, lower-case form and the flags that need no dictionary; numbers,
// identifiers and punctuation have their part of speech, all others are kNoun until the tagger has seen
// them.
std::vector<Word> tokens_of(std::string_view text);

}  // namespace st
