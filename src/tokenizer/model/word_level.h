#pragma once

#include <optional>

#include "base/result.h"
#include "tokenizer/model/model.h"

namespace st {

// A token is a whole word. Words that the vocabulary lacks are `unknown`, or an empty place where there is
// none.
Result<TokenModelPtr> make_word_level(Vocabulary vocabulary, std::optional<TokenId> unknown);

// A token is a character (a code point).
Result<TokenModelPtr> make_character_level(Vocabulary vocabulary, std::optional<TokenId> unknown);

}  // namespace st
