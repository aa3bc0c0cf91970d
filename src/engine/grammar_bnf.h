#pragma once

#include <string_view>

#include "base/result.h"
#include "engine/grammar_program.h"

namespace st {

// Reads the notation of docs/guide/grammars.md; the rule `root` is the whole answer. Error{kInput} tells
// the line. At most 1 MiB, groups at most 64 deep.
Result<GrammarProgram> parse_bnf(std::string_view text);

}  // namespace st
