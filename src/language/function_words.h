#pragma once

#include <optional>
#include <string_view>

#include "language/words.h"

namespace st {

// A closed-class word of English: its part of speech and its dictionary form.
struct FunctionWord {
  std::string_view form;
  PartOfSpeech part;
  std::string_view lemma;
};

// The entry for the lower-case `form`; nothing for content words.
std::optional<FunctionWord> function_word(std::string_view form);

}  // namespace st
