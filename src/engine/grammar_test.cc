#include "engine/grammar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <regex>

#include "base/unicode.h"
#include "engine/grammar_bnf.h"
#include "engine/grammar_matcher.h"
#include "engine/json_schema_grammar.h"

namespace st {
namespace {

using Json = nlohmann::json;
using Random = std::mt19937;

// Every byte, pieces that cross the joints of JSON, and an end token.
std::shared_ptr<const TokenTrie> small_vocabulary() {
  std::vector<std::string> tokens(256);
  for (int byte = 0; byte < 256; ++byte) tokens[std::size_t(byte)] = std::string(1, char(byte));
  for (const char* piece :
       {"\": \"", "\":",      "\", \"",   "},{",   "]}",  "}]",  "name", "true", "null", "false", "é",
        "日本",   "\xE6\x97", "\xF0\x9F", "\\u00", "\\n", "12",  "00",   "-1",   "e+",   " \"",   "  ",
        "{\"",    "[]",       "id",       "\"a\"", "ab",  "cat", "red",  "tags", "left"}) {
    tokens.push_back(piece);
  }
  tokens.push_back("");
  tokens.push_back("\"nn\":null");  // a required member at one stroke
  tokens.push_back("</s>");
  const auto end = std::uint32_t(tokens.size() - 1);
  return std::make_shared<TokenTrie>(tokens, std::vector<std::uint32_t>{end});
}

GrammarMatcher matcher_of(GrammarProgram program) {
  static const auto vocabulary = small_vocabulary();
  return GrammarMatcher(std::make_shared<GrammarProgram>(std::move(program)), vocabulary);
}

bool accepts(GrammarMatcher& matcher, const std::string& text) {
  matcher.reset();
  return matcher.accept_bytes(text) && matcher.may_end();
}

const std::vector<const char*> kSchemas = {
    R"({"type":"object","properties":{"name":{"type":"string","maxLength":6},"id":{"type":"integer"},
        "tags":{"type":"array","items":{"enum":["red","blue",3,null,{"a":[1,2]}]},"minItems":1,"maxItems":3}},
        "required":["id","tags"],"additionalProperties":false})",
    R"({"type":"object","properties":{"n":{"type":"number"},"nn":{"type":["boolean","null"]}},"required":["nn"],
        "additionalProperties":{"type":"integer"}})",
    R"({"$defs":{"tree":{"type":"object","properties":{"left":{"anyOf":[{"$ref":"#/$defs/tree"},{"type":"null"}]},
        "value":{"const":"x\"y"}},"required":["left"],"additionalProperties":false}},"$ref":"#/$defs/tree"})",
    R"({"type":"array","items":{"type":"string","pattern":"^(cat|dog)-[0-9]{2,3}[a-c]?$"},"maxItems":4})",
    R"({"type":"array","items":{"type":"string","minLength":2,"maxLength":3},"minItems":2})",
    R"({"type":"object","title":"anything may follow","properties":{"a":{"type":"boolean"}}})",
};

// Draft 2020-12 for the keywords above, written plainly: what is true of a document, not how to write one.
bool valid(const Json& document, const Json& schema, const Json& root) {
  if (schema.is_boolean()) return schema.get<bool>();
  if (schema.contains("$ref")) {
    const std::string target = schema["$ref"].get<std::string>();
    return valid(document, root.at(Json::json_pointer(target.substr(1))), root);
  }
  if (schema.contains("anyOf")) {
    return std::any_of(schema["anyOf"].begin(), schema["anyOf"].end(),
                       [&](const Json& one) { return valid(document, one, root); });
  }
  if (schema.contains("const")) return document == schema["const"];
  if (schema.contains("enum")) {
    return std::find(schema["enum"].begin(), schema["enum"].end(), document) != schema["enum"].end();
  }
  if (!schema.contains("type")) return true;
  std::vector<std::string> types;
  if (schema["type"].is_array()) {
    types = schema["type"].get<std::vector<std::string>>();
  } else {
    types = {schema["type"].get<std::string>()};
  }
  const std::string is = document.is_number_integer() ? "integer" : document.type_name();
  if (std::none_of(types.begin(), types.end(), [&](const std::string& type) {
        return type == is || (type == "number" && is == "integer");
      })) {
    return false;
  }
  if (document.is_string()) {
    const std::string text = document.get<std::string>();
    std::size_t length = 0;
    for (std::size_t at = 0; at < text.size(); ++length) at += decode_utf8(text, at).size_bytes;
    if (length < schema.value("minLength", std::size_t{0})) return false;
    if (length > schema.value("maxLength", std::size_t{1} << 30)) return false;
    return !schema.contains("pattern") ||
           std::regex_search(text, std::regex(schema["pattern"].get<std::string>()));
  }
  if (document.is_array()) {
    if (document.size() < schema.value("minItems", std::size_t{0})) return false;
    if (document.size() > schema.value("maxItems", std::size_t{1} << 30)) return false;
    for (const Json& item : document) {
      if (schema.contains("items") && !valid(item, schema["items"], root)) return false;
    }
  }
  if (document.is_object()) {
    const Json none = Json::object();
    const Json& properties = schema.contains("properties") ? schema["properties"] : none;
    for (const Json& name : schema.value("required", Json::array())) {
      if (!document.contains(name.get<std::string>())) return false;
    }
    for (const auto& [name, value] : document.items()) {
      const Json& rule =
          properties.contains(name) ? properties[name] : schema.value("additionalProperties", Json(true));
      if (!valid(value, rule, root)) return false;
    }
  }
  return true;
}

std::string random_string(Random& random) {
  std::string text;
  for (std::size_t n = random() % 5; n > 0; --n) {
    static const std::vector<std::string> pieces = {"a",  "\"",         "\\", "\n",   "é",
                                                    "日", "\U0001F600", "/",  "\x01", "z"};
    text += pieces[random() % pieces.size()];
  }
  return text;
}

Json random_value(Random& random, int depth) {
  switch (random() % (depth > 2 ? 5 : 7)) {
    case 0:
      return nullptr;
    case 1:
      return random() % 2 == 0;
    case 2:
      return int(random() % 2001) - 1000;
    case 3:
      return double(int(random() % 2001) - 1000) / 64;
    case 4:
      return random_string(random);
    case 5: {
      Json list = Json::array();
      for (std::size_t n = random() % 4; n > 0; --n) list.push_back(random_value(random, depth + 1));
      return list;
    }
    default: {
      Json object = Json::object();
      for (std::size_t n = random() % 4; n > 0; --n)
        object["k" + std::to_string(random() % 9)] = random_value(random, depth + 1);
      return object;
    }
  }
}

// A document that is valid by construction.
Json random_valid(Random& random, const Json& schema, const Json& root, int depth = 0) {
  if (schema.contains("$ref")) {
    return random_valid(random, root.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))),
                        root, depth);
  }
  if (schema.contains("anyOf")) {
    const std::size_t pick = depth > 4 ? schema["anyOf"].size() - 1 : random() % schema["anyOf"].size();
    return random_valid(random, schema["anyOf"][pick], root, depth + 1);
  }
  if (schema.contains("const")) return schema["const"];
  if (schema.contains("enum")) return schema["enum"][random() % schema["enum"].size()];
  if (!schema.contains("type")) return random_value(random, depth);
  const Json types = schema["type"].is_array() ? schema["type"] : Json::array({schema["type"]});
  const std::string type = types[random() % types.size()].get<std::string>();
  if (type == "null") return nullptr;
  if (type == "boolean") return random() % 2 == 0;
  if (type == "integer") return int(random() % 20001) - 10000;
  if (type == "number") return double(int(random() % 20001) - 10000) / 128;
  if (type == "string") {
    for (;;) {
      Json text = random_string(random);
      if (schema.contains("pattern")) text = random() % 2 == 0 ? "cat-12" : "dog-907b";
      if (valid(text, schema, root)) return text;
    }
  }
  if (type == "array") {
    const std::size_t least = schema.value("minItems", std::size_t{0});
    const std::size_t most = schema.value("maxItems", std::size_t{5});
    Json list = Json::array();
    for (std::size_t n = least + random() % (most - least + 1); n > 0; --n) {
      list.push_back(random_valid(random, schema["items"], root, depth + 1));
    }
    return list;
  }
  Json object = Json::object();
  for (const auto& [name, rule] : schema["properties"].items()) {
    const Json required = schema.value("required", Json::array());
    const bool must = std::find(required.begin(), required.end(), name) != required.end();
    if (must || random() % 2 == 0) object[name] = random_valid(random, rule, root, depth + 1);
  }
  const Json more = schema.value("additionalProperties", Json(true));
  if (more != Json(false) && random() % 2 == 0) {
    object["naïve"] =
        more.is_object() ? random_valid(random, more, root, depth + 1) : random_value(random, depth + 1);
  }
  return object;
}

// Draws tokens under the mask, now and then those that lead to an end, until the end token.
std::string sample_text(GrammarMatcher& matcher, Random& random) {
  const auto vocabulary = small_vocabulary();
  const std::uint32_t end = vocabulary->end_ids()[0];
  std::string text;
  matcher.reset();
  for (int step = 0; step < 3000; ++step) {
    const auto mask = matcher.mask();
    EXPECT_TRUE(mask.ok());
    std::vector<std::uint32_t> allowed;
    for (std::uint32_t id = 0; id < (*mask)->size(); ++id) {
      if ((*mask)->allows(id)) allowed.push_back(id);
    }
    if (allowed.empty()) {
      ADD_FAILURE() << "nothing may follow " << text;
      return text;
    }
    std::uint32_t chosen = allowed[random() % allowed.size()];
    if (step > 40 || random() % 3 == 0) {
      const std::uint32_t closing = std::array<std::uint32_t, 3>{'}', ']', '"'}[random() % 3];
      if ((*mask)->allows(closing)) chosen = closing;
      if ((*mask)->allows(end - 1)) chosen = end - 1;
      if ((*mask)->allows(end)) chosen = end;
    }
    EXPECT_TRUE(matcher.accept(chosen));
    if (chosen == end) return text;
    text += vocabulary->bytes_of(chosen);
  }
  ADD_FAILURE() << "no end after " << text;
  return text;
}

TEST(JsonSchemaGrammar, WhatIsDrawnUnderTheMaskParsesAndIsValid) {
  Random random(17);
  for (const char* source : kSchemas) {
    const Json schema = Json::parse(source);
    for (const auto space : {JsonSchemaOptions::Space::kCompact, JsonSchemaOptions::Space::kSpaced,
                             JsonSchemaOptions::Space::kAny}) {
      for (const auto order : {JsonSchemaOptions::Order::kDeclared, JsonSchemaOptions::Order::kAny}) {
        auto program = parse_json_schema(source, {space, order});
        ASSERT_TRUE(program.ok()) << program.error().message;
        GrammarMatcher matcher = matcher_of(std::move(*program));
        for (int round = 0; round < 60; ++round) {
          const std::string text = sample_text(matcher, random);
          const Json document = Json::parse(text, nullptr, false);
          ASSERT_FALSE(document.is_discarded()) << text;
          ASSERT_TRUE(valid(document, schema, schema)) << source << "\n" << text;
        }
      }
    }
  }
}

// Whether a way of cutting the text into tokens, drawn at random, passes every mask.
bool accepted_by_tokens(GrammarMatcher& matcher, Random& random, const std::string& text) {
  const auto vocabulary = small_vocabulary();
  matcher.reset();
  for (std::size_t at = 0; at < text.size();) {
    std::vector<std::uint32_t> fitting;
    for (std::uint32_t id = 0; id < vocabulary->n_vocab(); ++id) {
      const std::string& bytes = vocabulary->bytes_of(id);
      if (!bytes.empty() && text.compare(at, bytes.size(), bytes) == 0) fitting.push_back(id);
    }
    const std::uint32_t chosen = fitting[random() % fitting.size()];
    const auto mask = matcher.mask();
    if (!mask.ok() || !(*mask)->allows(chosen)) return false;
    if (!matcher.accept(chosen)) return false;
    at += vocabulary->bytes_of(chosen).size();
  }
  const auto mask = matcher.mask();
  return mask.ok() && (*mask)->allows(vocabulary->end_ids()[0]);
}

TEST(JsonSchemaGrammar, EveryValidDocumentIsAcceptedTokenByTokenAndNoSpoiltOneIs) {
  Random random(23);
  int spoilt_refused = 0;
  for (const char* source : kSchemas) {
    const Json schema = Json::parse(source);
    auto program =
        parse_json_schema(source, {JsonSchemaOptions::Space::kAny, JsonSchemaOptions::Order::kAny});
    ASSERT_TRUE(program.ok());
    GrammarMatcher matcher = matcher_of(std::move(*program));
    for (int round = 0; round < 60; ++round) {
      const Json document = random_valid(random, schema, schema);
      ASSERT_TRUE(valid(document, schema, schema)) << document;
      const std::string text = document.dump(int(random() % 4) - 1);
      ASSERT_TRUE(accepted_by_tokens(matcher, random, text)) << source << "\n" << text;
      std::string spoilt = text;
      spoilt[random() % spoilt.size()] = "\"{}[]:,0a \\\x80"[random() % 12];
      const Json read = Json::parse(spoilt, nullptr, false);
      const bool accepted = accepts(matcher, spoilt);
      ASSERT_TRUE(!accepted || (!read.is_discarded() && valid(read, schema, schema))) << source << "\n"
                                                                                      << spoilt;
      spoilt_refused += accepted ? 0 : 1;
    }
  }
  EXPECT_GT(spoilt_refused, 100);
}

TEST(JsonSchemaGrammar, EscapesCountAsOneCharacterAndHalfAPairIsNone) {
  auto program = parse_json_schema(R"({"type":"string","minLength":1,"maxLength":1})");
  ASSERT_TRUE(program.ok());
  GrammarMatcher matcher = matcher_of(std::move(*program));
  for (const char* text :
       {R"("\ud83d\ude00")", R"("\u00e9")", R"("\/")", "\"\U0001F600\"", R"("\uD7ff")"}) {
    EXPECT_TRUE(accepts(matcher, text)) << text;
  }
  for (const char* text :
       {R"("")", R"("ab")", R"("\ud83d")", R"("\ude00")", "\"\n\"", "\"\xC0\x80\"", "\"\xED\xA0\x80\""}) {
    EXPECT_FALSE(accepts(matcher, text)) << text;
  }
}

TEST(JsonSchemaGrammar, ADeclaredNameCannotComeAsAnAdditionalOne) {
  auto program = parse_json_schema(R"({"type":"object","properties":{"ab":{"type":"null"}},
                                       "additionalProperties":{"type":"integer"}})");
  ASSERT_TRUE(program.ok());
  GrammarMatcher matcher = matcher_of(std::move(*program));
  EXPECT_TRUE(accepts(matcher, R"({"ab":null,"a":1,"abc":2,"":3})"));
  EXPECT_FALSE(accepts(matcher, R"({"ab":1})"));
  EXPECT_FALSE(accepts(matcher, R"({"a\u0062":1})"));
  EXPECT_FALSE(accepts(matcher, R"({"ab":null,"ab":1})"));
}

TEST(JsonSchemaGrammar, RefusesByNameWhatItDoesNotKnow) {
  for (const auto& [schema, named] : std::vector<std::pair<const char*, const char*>>{
           {R"({"type":"string","format":"date"})", "'format'"},
           {R"({"type":"array","uniqueItems":true})", "'uniqueItems'"},
           {R"({"type":"integer","minimum":3})", "'minimum'"},
           {R"({"oneOf":[{"type":"null"}]})", "'oneOf'"},
           {R"({"not":{}})", "'not'"},
           {R"({"anyOf":[{"type":"null"}],"type":"string"})", "'type'"},
           {R"({"type":"string","properties":{}})", "'properties'"},
           {R"({"properties":{}})", "'properties'"},
           {R"({"type":"object","properties":{"a":{"typ":"null"}}})", "#/properties/a"},
           {R"({"type":"object","required":["b"]})", "'b'"},
           {R"({"$ref":"#/$defs/none"})", "#/$defs/none"},
           {R"({"$ref":"http://x/y"})", "http://x/y"},
           {R"({"$defs":{"a":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"})", "can never end"},
           {R"({"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/a"},{"type":"null"}]}},"$ref":"#/$defs/a"})",
            "left recursion"},
           {R"({"type":"string","pattern":"a"})", "begin with ^"},
           {R"({"type":"string","pattern":"^(?=a)b$"})", "(?"},
           {R"({"type":"string","pattern":"^a$|^b$"})", "pattern"},
           {R"({"type":"string","minLength":-1})", "minLength"},
           {R"(false)", "false"},
           {R"({"type":)", "not JSON"},
       }) {
    const auto made = parse_json_schema(schema);
    ASSERT_FALSE(made.ok()) << schema;
    EXPECT_EQ(made.error().kind, ErrorKind::kInput);
    EXPECT_NE(made.error().message.find(named), std::string::npos) << made.error().message;
  }
  EXPECT_FALSE(parse_json_schema(std::string(100'000, '[')).ok());
}

TEST(Bnf, ReadsItsNotation) {
  auto program = parse_bnf(R"(# a dated list
root ::= "- " date (", " word)* "\n" | "none"
date ::= [0-9]{4} "-" [0-9]{2}
word ::= [^,\n\\]+
)");
  ASSERT_TRUE(program.ok()) << program.error().message;
  GrammarMatcher matcher = matcher_of(std::move(*program));
  EXPECT_TRUE(accepts(matcher, "none"));
  EXPECT_TRUE(accepts(matcher, "- 2024-05, été, 日本\n"));
  EXPECT_FALSE(accepts(matcher, "- 2024-5\n"));
  EXPECT_FALSE(accepts(matcher, "- 2024-05, \n"));
  EXPECT_FALSE(accepts(matcher, "- 2024-05, \xFF\n"));
}

TEST(Bnf, MatchesNestingWithoutDeepeningOnRepetition) {
  auto program = parse_bnf("root ::= \"(\" root* \")\"");
  ASSERT_TRUE(program.ok());
  GrammarMatcher matcher = matcher_of(std::move(*program));
  std::string wide = "(";
  for (int i = 0; i < 5000; ++i) wide += "()";
  EXPECT_TRUE(accepts(matcher, wide + ")"));
  EXPECT_TRUE(accepts(matcher, std::string(400, '(') + std::string(400, ')')));
  EXPECT_FALSE(accepts(
      matcher, std::string(4000, '(') + std::string(4000, ')')));  // deeper than the limit: forbidden
  EXPECT_TRUE(matcher.overflowed());
}

TEST(Bnf, RefusesWithTheLine) {
  for (const auto& [text, named] : std::vector<std::pair<const char*, const char*>>{
           {"root ::= \"a\" root | root \"b\" | \"c\"", "left recursion"},
           {"root ::= (\"a\"*)*", "left recursion"},
           {"root ::= \"a\" root", "can never end"},
           {"root ::= \"a\"\nx ::= [a", "line 2"},
           {"root ::= missing", "'missing'"},
           {"start ::= \"a\"", "'root'"},
           {"root ::= \"a\"\nroot ::= \"b\"", "twice"},
           {"root ::= \"a\"{3,1}", "line 1"},
           {"root ::= ((\"a\"{9999}){9999}){9999} \"b\"{9999} (\"c\"{9999})", ""},
       }) {
    const auto made = parse_bnf(text);
    if (named[0] == '\0') continue;  // either way, at once
    ASSERT_FALSE(made.ok()) << text;
    EXPECT_NE(made.error().message.find(named), std::string::npos) << made.error().message;
  }
}

TEST(CompileGrammar, TakesOneOrNone) {
  EXPECT_EQ(*compile_grammar({}), nullptr);
  EXPECT_NE(*compile_grammar({.json_schema = "true", .bnf = ""}), nullptr);
  EXPECT_NE(*compile_grammar({.json_schema = "", .bnf = "root ::= \"a\""}), nullptr);
  EXPECT_EQ(compile_grammar({.json_schema = "true", .bnf = "root ::= \"a\""}).error().kind,
            ErrorKind::kUsage);
  EXPECT_EQ(compile_grammar({.json_schema = "", .bnf = "root"}).error().kind, ErrorKind::kInput);
}

}  // namespace
}  // namespace st
