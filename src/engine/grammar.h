#pragma once

#include <memory>

#include "base/result.h"
#include "engine/grammar_program.h"
#include "lm/text_model.h"

namespace st {

// The grammar that an answer asks for; null where it asks for none. Error{kUsage} where it asks for two,
// Error{kInput} where one can't be read.
Result<std::shared_ptr<const GrammarProgram>> compile_grammar(const AnswerGrammar& grammar);

}  // namespace st
