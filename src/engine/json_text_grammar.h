#pragma once

#include <string_view>

#include "base/result.h"
#include "engine/grammar_expression.h"

namespace st {

// Pieces of JSON (RFC 8259) as grammar expressions.

// One character inside a JSON string, in every spelling: itself, a short escape, \uHHHH, a surrogate pair.
GrammarExpression json_any_character();

// One character of `ranges` inside a JSON string: itself, or where JSON forbids that, its shortest escape.
GrammarExpression json_character(const std::vector<CodeRange>& ranges);

// Integers of at most 18 digits; numbers with at most 18 digits before and after the point and an exponent
// of at most two: what a double holds.
GrammarExpression json_integer();
GrammarExpression json_number();

// The strings that the pattern matches, as a JSON string with its quotation marks. The pattern is
// ECMA-262's: ^ and $ at its ends, and between them signs, ., classes, \d \w \s \D \W \S, (groups),
// (?:groups), |, * + ? {m,n}. Error{kInput} names what else it holds.
Result<GrammarExpression> json_string_of_pattern(std::string_view pattern);

}  // namespace st
