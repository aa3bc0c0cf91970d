#pragma once

#include <string_view>

#include "base/result.h"
#include "story/document.h"
#include "story/edit.h"
#include "story/story.h"

// The words that stand for enum values in the file: numbers would change meaning when a value is put in
// between.
namespace st::ledger {

std::string_view word_of(StoryState value);
std::string_view word_of(LinkKind value);
std::string_view word_of(EditKind value);
std::string_view word_of(StatementMode value);
std::string_view word_of(DecisionKind value);

// False where the word is none of them; `value` is untouched then.
bool from_word(std::string_view word, StoryState& value);
bool from_word(std::string_view word, LinkKind& value);
bool from_word(std::string_view word, EditKind& value);
bool from_word(std::string_view word, StatementMode& value);
bool from_word(std::string_view word, DecisionKind& value);

}  // namespace st::ledger
