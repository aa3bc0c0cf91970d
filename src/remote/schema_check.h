#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace st::remote {

// Where and how a value breaks a JSON Schema, "edits[3].kind: is none of the values allowed"; empty where
// it fits. Knows the keywords that docs/guide/grammars.md lists and no other: a schema is first read by the
// engine's compiler, which refuses the rest. Unlike the grammar it takes properties in any order.
std::string schema_breach(const nlohmann::ordered_json& value, const nlohmann::ordered_json& schema);

}  // namespace st::remote
