#pragma once

#include <string_view>

#include "base/result.h"
#include "engine/grammar_program.h"

namespace st {

struct JsonSchemaOptions {
  enum class Space {
    kCompact,  // none
    kSpaced,   // at most one space after a comma and a colon
    kAny,      // wherever JSON allows it, as much as it likes
  };
  enum class Order {
    kDeclared,  // properties as the schema lists them, additional ones last
    kAny,       // any order; at most 8 properties an object
  };
  Space space = Space::kSpaced;
  Order order = Order::kDeclared;
};

// The JSON texts that are valid under a schema of draft 2020-12, as far as docs/guide/grammars.md says. A
// keyword that is not understood is refused by its name and place (Error{kInput}); none is passed over but
// those that only describe (title, description, default, examples, $comment, $schema and their kind).
Result<GrammarProgram> parse_json_schema(std::string_view schema, const JsonSchemaOptions& options = {});

}  // namespace st
