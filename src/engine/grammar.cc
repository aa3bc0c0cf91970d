#include "engine/grammar.h"

#include "engine/grammar_bnf.h"
#include "engine/json_schema_grammar.h"

namespace st {

Result<std::shared_ptr<const GrammarProgram>> compile_grammar(const AnswerGrammar& grammar) {
  const bool schema = !grammar.json_schema.empty();
  if (!schema && grammar.bnf.empty()) return std::shared_ptr<const GrammarProgram>();
  if (schema && !grammar.bnf.empty()) {
    return usage_error("grammar: a JSON Schema and a BNF together; expected at most one");
  }
  ST_ASSIGN_OR_RETURN(GrammarProgram program,
                      schema ? parse_json_schema(grammar.json_schema) : parse_bnf(grammar.bnf));
  return std::shared_ptr<const GrammarProgram>(std::make_shared<GrammarProgram>(std::move(program)));
}

}  // namespace st
