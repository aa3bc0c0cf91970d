#include "engine/json_schema_grammar.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "base/unicode.h"
#include "engine/json_text_grammar.h"

namespace st {
namespace {

using Expression = GrammarExpression;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMostBytes = 1 << 20;
constexpr int kMostDepth = 64;
constexpr std::size_t kMostProperties = 200;
constexpr std::size_t kMostPropertiesInAnyOrder = 8;

const std::set<std::string> kDescribing = {"title",   "description", "default",  "examples", "$comment",
                                           "$schema", "deprecated",  "readOnly", "writeOnly"};
const std::map<std::string, std::set<std::string>> kKeywords = {
    {"object", {"properties", "required", "additionalProperties"}},
    {"array", {"items", "minItems", "maxItems"}},
    {"string", {"minLength", "maxLength", "pattern"}},
    {"integer", {}},
    {"number", {}},
    {"boolean", {}},
    {"null", {}},
};

// One object schema while its rules are made.
struct ObjectParts {
  std::string where;
  std::vector<std::pair<Expression, bool>> properties;  // "name": value; required
  bool has_additional = false;
  Expression additional;  // "name": value
  std::map<std::pair<std::vector<bool>, bool>, std::uint32_t> rules;
};

class SchemaReader {
 public:
  SchemaReader(const Json& root, const JsonSchemaOptions& options) : root_(root), options_(options) {}

  Result<GrammarProgram> read() {
    const std::uint32_t start = builder_.declare("#");
    ST_ASSIGN_OR_RETURN(Expression value, schema(root_, "#", 0));
    builder_.define(start, Expression::sequence({gap(), std::move(value), gap()}));
    while (!pending_.empty()) {  // one after the other, so that chains of references nest nothing
      const Definition next = pending_.back();
      pending_.pop_back();
      ST_ASSIGN_OR_RETURN(const Expression meaning, schema(*next.node, next.name, 0));
      builder_.define(next.rule, meaning);
    }
    return builder_.build(start);
  }

 private:
  static Error error(const std::string& where, const std::string& what) {
    return input_error("json schema: " + repair_utf8(where) + ": " + repair_utf8(what));
  }

  Expression gap() {
    if (options_.space != JsonSchemaOptions::Space::kAny) return {};
    if (!gap_rule_) {
      gap_rule_ = builder_.declare("space");
      builder_.define(
          *gap_rule_,
          Expression::repeat(Expression::one_of({{' ', ' '}, {'\t', '\t'}, {'\n', '\n'}, {'\r', '\r'}}), 0,
                             Expression::kUnlimited));
    }
    return Expression::of_rule(*gap_rule_);
  }
  Expression after_sign() {
    if (options_.space != JsonSchemaOptions::Space::kSpaced) return gap();
    return Expression::repeat(Expression::text(" "), 0, 1);
  }
  Expression sign(const char* text) {
    return Expression::sequence({gap(), Expression::text(text), after_sign()});
  }

  // A string with every spelling of its characters; kept as one rule.
  Expression any_string() {
    if (!string_rule_) {
      string_rule_ = builder_.declare("string");
      builder_.define(*string_rule_,
                      Expression::sequence({Expression::text("\""),
                                            Expression::repeat(character(), 0, Expression::kUnlimited),
                                            Expression::text("\"")}));
    }
    return Expression::of_rule(*string_rule_);
  }
  Expression character() {
    if (!character_rule_) {
      character_rule_ = builder_.declare("character");
      builder_.define(*character_rule_, json_any_character());
    }
    return Expression::of_rule(*character_rule_);
  }

  Expression any_value() {
    if (value_rule_) return Expression::of_rule(*value_rule_);
    value_rule_ = builder_.declare("value");
    const Expression self = Expression::of_rule(*value_rule_);
    builder_.define(*value_rule_,
                    Expression::choice({any_string(), json_number(), Expression::text("true"),
                                        Expression::text("false"), Expression::text("null"),
                                        list_of("[", self, 0, Expression::kUnlimited, "]"),
                                        list_of("{", Expression::sequence({any_string(), sign(":"), self}),
                                                0, Expression::kUnlimited, "}")}));
    return self;
  }

  Expression list_of(const char* open, const Expression& item, std::size_t least, std::size_t most,
                     const char* close) {
    std::vector<Expression> forms;
    if (least == 0)
      forms.push_back(Expression::sequence({Expression::text(open), gap(), Expression::text(close)}));
    if (most > 0) {
      const std::size_t more = most == Expression::kUnlimited ? most : most - 1;
      const Expression rest =
          Expression::repeat(Expression::sequence({sign(","), item}), least == 0 ? 0 : least - 1, more);
      forms.push_back(Expression::sequence(
          {Expression::text(open), gap(), item, rest, gap(), Expression::text(close)}));
    }
    return Expression::choice(std::move(forms));
  }

  Result<Expression> schema(const Json& node, const std::string& where, int depth) {
    if (depth > kMostDepth) return error(where, "nested more than 64 deep");
    if (node.is_boolean()) {
      if (node.get<bool>()) return any_value();
      return error(where, "false allows nothing");
    }
    if (!node.is_object()) return error(where, "expected an object, true or false");
    std::set<std::string> keys;
    for (const auto& [key, value] : node.items()) {
      if (!kDescribing.contains(key) && key != "$defs" && key != "definitions") keys.insert(key);
    }
    if (keys.empty()) return any_value();
    if (keys.contains("$ref")) return reference(node, keys, where);
    if (keys.contains("anyOf")) return any_of(node, keys, where, depth);
    if (keys.contains("const") || keys.contains("enum")) return listed(node, keys, where);
    if (!keys.contains("type")) return unsupported(keys, {}, where);
    return typed(node, keys, where, depth);
  }

  static Error unsupported(const std::set<std::string>& keys, const std::set<std::string>& known,
                           const std::string& where) {
    for (const std::string& key : keys) {
      const bool elsewhere = std::any_of(kKeywords.begin(), kKeywords.end(),
                                         [&](const auto& row) { return row.second.contains(key); });
      if (known.contains(key)) continue;
      if (elsewhere)
        return error(where, "keyword '" + key + "' stands without the type that it belongs to");
      return error(where, "keyword '" + key + "' is not supported here");
    }
    return error(where, "not supported");
  }

  static Status only(const std::set<std::string>& keys, const std::set<std::string>& known,
                     const std::string& where) {
    for (const std::string& key : keys) {
      if (!known.contains(key)) return unsupported(keys, known, where);
    }
    return {};
  }

  Result<Expression> reference(const Json& node, const std::set<std::string>& keys,
                               const std::string& where) {
    ST_RETURN_IF_ERROR(only(keys, {"$ref"}, where));
    if (!node["$ref"].is_string()) return error(where, "$ref is no string");
    const std::string target = node["$ref"].get<std::string>();
    const auto known = references_.find(target);
    if (known != references_.end()) return Expression::of_rule(known->second);
    const Json* found = &root_;
    if (target != "#") {
      const std::size_t name_at = target.rfind('/') + 1;
      const std::string table = target.starts_with("#/$defs/")         ? "$defs"
                                : target.starts_with("#/definitions/") ? "definitions"
                                                                       : "";
      std::string name = target.substr(name_at);
      if (table.empty() || name_at != table.size() + 3 || name.find_first_of("~%") != std::string::npos) {
        return error(where, "$ref '" + target + "' is not supported; expected # or #/$defs/NAME");
      }
      if (!root_.is_object() || !root_.contains(table) || !root_[table].is_object() ||
          !root_[table].contains(name)) {
        return error(where, "$ref '" + target + "' leads nowhere");
      }
      found = &root_[table][name];
    }
    const std::uint32_t rule = builder_.declare(target);
    references_[target] = rule;
    pending_.push_back({target, found, rule});
    return Expression::of_rule(rule);
  }

  Result<Expression> any_of(const Json& node, const std::set<std::string>& keys, const std::string& where,
                            int depth) {
    ST_RETURN_IF_ERROR(only(keys, {"anyOf"}, where));
    const Json& list = node["anyOf"];
    if (!list.is_array() || list.empty()) return error(where, "anyOf is no list of schemas");
    std::vector<Expression> forms;
    for (std::size_t i = 0; i < list.size(); ++i) {
      ST_ASSIGN_OR_RETURN(Expression form,
                          schema(list[i], where + "/anyOf/" + std::to_string(i), depth + 1));
      forms.push_back(std::move(form));
    }
    return Expression::choice(std::move(forms));
  }

  // One spelling a value: strings as they are written shortest, numbers as the schema has them.
  Expression literal(const Json& value) {
    if (!value.is_structured() || value.empty()) return Expression::text(value.dump());
    std::vector<Expression> parts = {Expression::text(value.is_object() ? "{" : "["), gap()};
    bool first = true;
    for (const auto& [key, item] : value.items()) {
      if (!first) parts.push_back(sign(","));
      first = false;
      if (value.is_object()) {
        parts.push_back(Expression::text(Json(key).dump()));
        parts.push_back(sign(":"));
      }
      parts.push_back(literal(item));
    }
    parts.push_back(gap());
    parts.push_back(Expression::text(value.is_object() ? "}" : "]"));
    return Expression::sequence(std::move(parts));
  }

  static bool has_type(const Json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_boolean();
    return value.is_null();
  }

  Result<Expression> listed(const Json& node, const std::set<std::string>& keys, const std::string& where) {
    const std::string word = keys.contains("const") ? "const" : "enum";
    ST_RETURN_IF_ERROR(only(keys, {word, "type"}, where));
    std::vector<std::string> types;
    if (keys.contains("type")) {
      ST_ASSIGN_OR_RETURN(types, types_of(node["type"], where));
    }
    if (word == "enum" && !node["enum"].is_array()) return error(where, "enum is no list");
    const Json values = word == "enum" ? node["enum"] : Json::array({node["const"]});
    std::vector<Expression> forms;
    for (const Json& value : values) {
      const bool fits =
          types.empty() || std::any_of(types.begin(), types.end(),
                                       [&](const std::string& type) { return has_type(value, type); });
      if (fits) forms.push_back(literal(value));
    }
    if (forms.empty()) return error(where, word + " leaves no value");
    return Expression::choice(std::move(forms));
  }

  static Result<std::vector<std::string>> types_of(const Json& node, const std::string& where) {
    std::vector<std::string> types;
    const Json list = node.is_array() ? node : Json::array({node});
    for (const Json& one : list) {
      if (!one.is_string() || !kKeywords.contains(one.get<std::string>())) {
        return error(where, "type " + one.dump() + " is none of JSON Schema's");
      }
      types.push_back(one.get<std::string>());
    }
    if (types.empty()) return error(where, "type is an empty list");
    return types;
  }

  Result<Expression> typed(const Json& node, const std::set<std::string>& keys, const std::string& where,
                           int depth) {
    ST_ASSIGN_OR_RETURN(const std::vector<std::string> types, types_of(node["type"], where));
    std::set<std::string> known = {"type"};
    for (const std::string& type : types)
      known.insert(kKeywords.at(type).begin(), kKeywords.at(type).end());
    ST_RETURN_IF_ERROR(only(keys, known, where));
    std::vector<Expression> forms;
    for (const std::string& type : types) {
      ST_ASSIGN_OR_RETURN(Expression form, of_type(type, node, where, depth));
      forms.push_back(std::move(form));
    }
    return Expression::choice(std::move(forms));
  }

  Result<Expression> of_type(const std::string& type, const Json& node, const std::string& where,
                             int depth) {
    if (type == "object") return object(node, where, depth);
    if (type == "array") return array(node, where, depth);
    if (type == "string") return string(node, where);
    if (type == "integer") return json_integer();
    if (type == "number") return json_number();
    if (type == "boolean") return Expression::choice({Expression::text("true"), Expression::text("false")});
    return Expression::text("null");
  }

  static Result<std::size_t> count(const Json& node, const char* key, std::size_t otherwise,
                                   const std::string& where) {
    if (!node.contains(key)) return otherwise;
    if (!node[key].is_number_unsigned() || node[key].get<std::uint64_t>() > GrammarBuilder::kMostRepeats) {
      return error(where, std::string(key) + " is no whole number up to 10000");
    }
    return static_cast<std::size_t>(node[key].get<std::uint64_t>());
  }

  Result<Expression> string(const Json& node, const std::string& where) {
    if (node.contains("pattern")) {
      if (node.contains("minLength") || node.contains("maxLength")) {
        return error(
            where,
            "keyword 'pattern' beside a length is not supported; expected the length in the pattern");
      }
      if (!node["pattern"].is_string()) return error(where, "pattern is no string");
      const auto made = json_string_of_pattern(node["pattern"].get<std::string>());
      if (!made.ok()) return error(where, made.error().message);
      return *made;
    }
    ST_ASSIGN_OR_RETURN(const std::size_t least, count(node, "minLength", 0, where));
    ST_ASSIGN_OR_RETURN(const std::size_t most, count(node, "maxLength", Expression::kUnlimited, where));
    if (least > most) return error(where, "minLength is above maxLength");
    if (least == 0 && most == Expression::kUnlimited) return any_string();
    return Expression::sequence(
        {Expression::text("\""), Expression::repeat(character(), least, most), Expression::text("\"")});
  }

  Result<Expression> array(const Json& node, const std::string& where, int depth) {
    ST_ASSIGN_OR_RETURN(const std::size_t least, count(node, "minItems", 0, where));
    ST_ASSIGN_OR_RETURN(const std::size_t most, count(node, "maxItems", Expression::kUnlimited, where));
    if (least > most) return error(where, "minItems is above maxItems");
    Expression item;
    if (most > 0 && node.contains("items")) {
      ST_ASSIGN_OR_RETURN(item, schema(node["items"], where + "/items", depth + 1));
    } else if (most > 0) {
      item = any_value();
    }
    const std::uint32_t rule = builder_.declare(where + "/items");
    builder_.define(rule, item);
    return list_of("[", Expression::of_rule(rule), least, most, "]");
  }

  // Names that are none of the declared ones. Without escapes, in which a declared name could hide.
  Expression other_name(const std::vector<std::u32string>& names, std::size_t at) {
    std::map<char32_t, std::vector<std::u32string>> branches;
    bool is_declared = false;
    for (const std::u32string& name : names) {
      if (name.size() == at) is_declared = true;
      if (name.size() > at) branches[name[at]].push_back(name);
    }
    std::vector<CodeRange> taken = {{0, 0x1F}, {'"', '"'}, {'\\', '\\'}};
    for (const auto& branch : branches) taken.push_back({branch.first, branch.first});
    const Expression plain = Expression::one_of(complement({{0, 0x1F}, {'"', '"'}, {'\\', '\\'}}));
    const Expression close = Expression::text("\"");
    std::vector<Expression> forms = {
        Expression::sequence({Expression::one_of(complement(taken)),
                              Expression::repeat(plain, 0, Expression::kUnlimited), close})};
    if (!is_declared) forms.push_back(close);
    for (const auto& [value, longer] : branches) {
      if (value < 0x20 || value == '"' || value == '\\')
        continue;  // needs an escape: can't be written here
      forms.push_back(
          Expression::sequence({Expression::one_of({{value, value}}), other_name(longer, at + 1)}));
    }
    return Expression::choice(std::move(forms));
  }

  Result<Expression> object(const Json& node, const std::string& where, int depth) {
    const Json none = Json::object();
    const Json& properties = node.contains("properties") ? node["properties"] : none;
    if (!properties.is_object() || properties.size() > kMostProperties) {
      return error(where, "properties is no object of at most 200 members");
    }
    std::set<std::string> required;
    if (node.contains("required")) {
      if (!node["required"].is_array()) return error(where, "required is no list of names");
      for (const Json& name : node["required"]) {
        if (!name.is_string()) return error(where, "required is no list of names");
        if (!properties.contains(name.get<std::string>())) {
          return error(where,
                       "required property '" + name.get<std::string>() + "' has no schema in properties");
        }
        required.insert(name.get<std::string>());
      }
    }
    ObjectParts parts;
    parts.where = where;
    std::vector<std::u32string> names;
    for (const auto& [name, value] : properties.items()) {
      if (name.size() > 256) return error(where, "a property's name is longer than 256 bytes");
      ST_ASSIGN_OR_RETURN(Expression form, schema(value, where + "/properties/" + name, depth + 1));
      const std::uint32_t rule = builder_.declare(where + "/properties/" + name);
      builder_.define(
          rule, Expression::sequence({Expression::text(Json(name).dump()), sign(":"), std::move(form)}));
      parts.properties.push_back({Expression::of_rule(rule), required.contains(name)});
      names.emplace_back();
      for (std::size_t at = 0; at < name.size();) {
        const CodePoint point = decode_utf8(name, at);
        names.back().push_back(point.value);
        at += point.size_bytes;
      }
    }
    if (options_.order == JsonSchemaOptions::Order::kAny && names.size() > kMostPropertiesInAnyOrder) {
      return error(where, "more than 8 properties in any order");
    }
    const bool closed =
        node.contains("additionalProperties") && node["additionalProperties"] == Json(false);
    if (!closed) {
      Expression value;
      if (node.contains("additionalProperties")) {
        ST_ASSIGN_OR_RETURN(
            value, schema(node["additionalProperties"], where + "/additionalProperties", depth + 1));
      } else {
        value = any_value();
      }
      const std::uint32_t rule = builder_.declare(where + "/additionalProperties");
      builder_.define(
          rule, Expression::sequence({Expression::text("\""), other_name(names, 0), sign(":"), value}));
      parts.has_additional = true;
      parts.additional = Expression::of_rule(rule);
    }
    const std::uint32_t body = members(parts, std::vector<bool>(names.size(), true), true);
    return Expression::sequence(
        {Expression::text("{"), gap(), Expression::of_rule(body), Expression::text("}")});
  }

  // What may follow where the properties `left` have not been written.
  std::uint32_t members(ObjectParts& parts, const std::vector<bool>& left, bool first) {
    const auto known = parts.rules.find({left, first});
    if (known != parts.rules.end()) return known->second;
    const std::uint32_t rule = builder_.declare(parts.where);
    parts.rules[{left, first}] = rule;
    const bool any_order = options_.order == JsonSchemaOptions::Order::kAny;
    const Expression before = first ? Expression{} : sign(",");
    std::vector<Expression> forms;
    bool passed_required = false;  // a required one that would be left behind
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (!left[i]) continue;
      if (any_order || !passed_required) {
        std::vector<bool> rest = left;
        rest[i] = false;
        for (std::size_t j = 0; !any_order && j < i; ++j) rest[j] = false;
        forms.push_back(Expression::sequence(
            {before, parts.properties[i].first, Expression::of_rule(members(parts, rest, false))}));
      }
      passed_required = passed_required || parts.properties[i].second;
    }
    if (parts.has_additional && (any_order || !passed_required)) {
      const std::vector<bool> rest = any_order ? left : std::vector<bool>(left.size(), false);
      forms.push_back(Expression::sequence(
          {before, parts.additional, Expression::of_rule(members(parts, rest, false))}));
    }
    if (!passed_required) forms.push_back(gap());
    builder_.define(rule, Expression::choice(std::move(forms)));
    return rule;
  }

  struct Definition {
    std::string name;
    const Json* node;
    std::uint32_t rule;
  };

  const Json& root_;
  JsonSchemaOptions options_;
  std::vector<Definition> pending_;
  GrammarBuilder builder_;
  std::map<std::string, std::uint32_t> references_;
  std::optional<std::uint32_t> gap_rule_, string_rule_, character_rule_, value_rule_;
};

// Nesting of brackets outside strings, before any parser meets them.
bool too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_string = !in_string;
    } else if (!in_string && (text[i] == '{' || text[i] == '[')) {
      if (++depth > 4 * kMostDepth) return true;
    } else if (!in_string && (text[i] == '}' || text[i] == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

Result<GrammarProgram> parse_json_schema(std::string_view schema, const JsonSchemaOptions& options) {
  if (schema.size() > kMostBytes) return input_error("json schema: more than 1 MiB");
  if (too_deep(schema)) return input_error("json schema: nested too deep");
  const Json root = Json::parse(schema.begin(), schema.end(), nullptr, false);
  if (root.is_discarded()) return input_error("json schema: not JSON; expected one JSON value");
  return SchemaReader(root, options).read();
}

}  // namespace st
