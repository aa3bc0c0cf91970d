#include "remote/schema_check.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/unicode.h"
#include "engine/grammar.h"
#include "engine/grammar_matcher.h"

namespace st::remote {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostDepth = 256;  // of schemas inside schemas; a $ref may lead round in a circle

bool has_type(const Json& value, const std::string& type) {
  if (type == "string") return value.is_string();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_number_integer();
  return type == "number" && value.is_number();
}

// Patterns are the engine's: the same text is allowed here as there.
bool fits_pattern(const Json& value, const Json& pattern) {
  AnswerGrammar grammar;
  grammar.json_schema = Json{{"type", "string"}, {"pattern", pattern}}.dump();
  const auto program = compile_grammar(grammar);
  if (!program.ok()) return false;
  GrammarMatcher matcher(*program, nullptr);
  return matcher.accept_bytes(value.dump(-1, ' ', false, Json::error_handler_t::replace)) &&
         matcher.may_end();
}

class Checker {
 public:
  explicit Checker(const Json& root) : root_(root) {}

  std::string check(const Json& value, const Json& schema, const std::string& where, int depth) const {
    if (depth > kMostDepth) return at(where) + "is nested too deep";
    if (!schema.is_object()) return schema == Json(false) ? at(where) + "may not be there" : "";
    if (schema.contains("$ref")) return check(value, target(schema["$ref"]), where, depth + 1);
    if (schema.contains("anyOf")) return check_any(value, schema["anyOf"], where, depth);
    if (schema.contains("const") && value != schema["const"])
      return at(where) + "is not the value expected";
    if (schema.contains("enum") && !among(value, schema["enum"])) {
      return at(where) + "is none of the values allowed";
    }
    if (schema.contains("type") && !has_one_type(value, schema["type"])) {
      return at(where) + "is of the wrong type; expected " + schema["type"].dump();
    }
    if (value.is_object()) return check_object(value, schema, where, depth);
    if (value.is_array()) return check_array(value, schema, where, depth);
    return value.is_string() ? check_string(value, schema, where) : "";
  }

 private:
  static std::string at(const std::string& where) { return (where.empty() ? "the answer" : where) + ": "; }

  static bool among(const Json& value, const Json& list) {
    return std::find(list.begin(), list.end(), value) != list.end();
  }

  static bool has_one_type(const Json& value, const Json& type) {
    if (type.is_string()) return has_type(value, type.get<std::string>());
    return std::any_of(type.begin(), type.end(), [&](const Json& one) {
      return one.is_string() && has_type(value, one.get<std::string>());
    });
  }

  static std::size_t bound(const Json& schema, const char* key, std::size_t otherwise) {
    const auto found = schema.find(key);
    return found != schema.end() && found->is_number_unsigned() ? found->get<std::size_t>() : otherwise;
  }

  const Json& target(const Json& reference) const {
    const std::string name = reference.is_string() ? reference.get<std::string>() : "#";
    constexpr std::string_view kPrefix = "#/$defs/";
    if (!name.starts_with(kPrefix) || !root_.contains("$defs")) return root_;
    const auto found = root_["$defs"].find(name.substr(kPrefix.size()));
    return found == root_["$defs"].end() ? root_ : *found;
  }

  std::string check_any(const Json& value, const Json& choices, const std::string& where, int depth) const {
    for (const Json& choice : choices) {
      if (check(value, choice, where, depth + 1).empty()) return "";
    }
    return at(where) + "fits none of its forms";
  }

  std::string check_object(const Json& value, const Json& schema, const std::string& where,
                           int depth) const {
    for (const Json& name : schema.value("required", Json::array())) {
      if (name.is_string() && !value.contains(name.get<std::string>())) {
        return at(where) + "lacks '" + name.get<std::string>() + "'";
      }
    }
    const Json properties = schema.value("properties", Json::object());
    const Json others = schema.value("additionalProperties", Json(true));
    for (const auto& [name, part] : value.items()) {
      const std::string inside = where.empty() ? name : where + "." + name;
      const auto known = properties.find(name);
      if (known == properties.end() && others == Json(false))
        return at(inside.substr(0, 80)) + "is not asked for";
      const std::string breach =
          check(part, known == properties.end() ? others : *known, inside, depth + 1);
      if (!breach.empty()) return breach;
    }
    return "";
  }

  std::string check_array(const Json& value, const Json& schema, const std::string& where,
                          int depth) const {
    if (value.size() < bound(schema, "minItems", 0)) return at(where) + "has too few items";
    if (value.size() > bound(schema, "maxItems", value.size())) return at(where) + "has too many items";
    if (!schema.contains("items")) return "";
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string inside = where + "[" + std::to_string(i) + "]";
      const std::string breach = check(value[i], schema["items"], inside, depth + 1);
      if (!breach.empty()) return breach;
    }
    return "";
  }

  static std::string check_string(const Json& value, const Json& schema, const std::string& where) {
    const std::size_t length = count_characters(value.get_ref<const std::string&>());
    if (length < bound(schema, "minLength", 0)) return at(where) + "is too short";
    if (length > bound(schema, "maxLength", length)) return at(where) + "is too long";
    if (schema.contains("pattern") && !fits_pattern(value, schema["pattern"])) {
      return at(where) + "does not fit its pattern";
    }
    return "";
  }

  const Json& root_;
};

}  // namespace

std::string schema_breach(const Json& value, const Json& schema) {
  return Checker(schema).check(value, schema, "", 0);
}

}  // namespace st::remote
