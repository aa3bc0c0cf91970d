#include <functional>
#include <map>

#include "base/unicode.h"
#include "engine/jinja/interpreter.h"
#include "engine/jinja/text_functions.h"

namespace st::jinja {
namespace {

using Test = bool (*)(const Value&, const Arguments&);

Value other(const Arguments& arguments) {
  if (arguments.positional.empty()) throw TemplateError("expected something to compare with");
  return arguments.positional.front();
}

const std::map<std::string_view, Test>& tests() {
  static const std::map<std::string_view, Test> table = {
      {"!=", [](const Value& v, const Arguments& a) { return !equal(v, other(a)); }},
      {"<", [](const Value& v, const Arguments& a) { return compare(v, other(a)) < 0; }},
      {"<=", [](const Value& v, const Arguments& a) { return compare(v, other(a)) <= 0; }},
      {"==", [](const Value& v, const Arguments& a) { return equal(v, other(a)); }},
      {">", [](const Value& v, const Arguments& a) { return compare(v, other(a)) > 0; }},
      {">=", [](const Value& v, const Arguments& a) { return compare(v, other(a)) >= 0; }},
      {"boolean", [](const Value& v, const Arguments&) { return v.is_bool(); }},
      {"callable", [](const Value& v, const Arguments&) { return v.is_function(); }},
      {"defined", [](const Value& v, const Arguments&) { return !v.is_undefined(); }},
      {"divisibleby",
       [](const Value& v, const Arguments& a) {
         return other(a).integer() != 0 && v.integer() % other(a).integer() == 0;
       }},
      {"eq", [](const Value& v, const Arguments& a) { return equal(v, other(a)); }},
      {"equalto", [](const Value& v, const Arguments& a) { return equal(v, other(a)); }},
      {"even", [](const Value& v, const Arguments&) { return v.integer() % 2 == 0; }},
      {"false", [](const Value& v, const Arguments&) { return v.is_bool() && !v.truthy(); }},
      {"float", [](const Value& v, const Arguments&) { return v.is_float(); }},
      {"ge", [](const Value& v, const Arguments& a) { return compare(v, other(a)) >= 0; }},
      {"greaterthan", [](const Value& v, const Arguments& a) { return compare(v, other(a)) > 0; }},
      {"gt", [](const Value& v, const Arguments& a) { return compare(v, other(a)) > 0; }},
      {"in", [](const Value& v, const Arguments& a) { return contains(other(a), v); }},
      {"integer", [](const Value& v, const Arguments&) { return v.is_integer(); }},
      {"iterable",
       [](const Value& v, const Arguments&) {
         return v.is_list() || v.is_dict() || v.is_string() || v.is_undefined();
       }},
      {"le", [](const Value& v, const Arguments& a) { return compare(v, other(a)) <= 0; }},
      {"lessthan", [](const Value& v, const Arguments& a) { return compare(v, other(a)) < 0; }},
      {"lower", [](const Value& v, const Arguments&) { return to_lower(to_text(v)) == to_text(v); }},
      {"lt", [](const Value& v, const Arguments& a) { return compare(v, other(a)) < 0; }},
      {"mapping", [](const Value& v, const Arguments&) { return v.is_dict(); }},
      {"ne", [](const Value& v, const Arguments& a) { return !equal(v, other(a)); }},
      {"none", [](const Value& v, const Arguments&) { return v.is_none(); }},
      {"number", [](const Value& v, const Arguments&) { return v.is_number(); }},
      {"odd", [](const Value& v, const Arguments&) { return v.integer() % 2 != 0; }},
      {"sameas",
       [](const Value& v, const Arguments& a) {
         return v.type_name() == other(a).type_name() && equal(v, other(a));
       }},
      {"sequence",
       [](const Value& v, const Arguments&) {
         return v.is_list() || v.is_dict() || v.is_string() || v.is_undefined();
       }},
      {"string", [](const Value& v, const Arguments&) { return v.is_string(); }},
      {"true", [](const Value& v, const Arguments&) { return v.is_bool() && v.truthy(); }},
      {"undefined", [](const Value& v, const Arguments&) { return v.is_undefined(); }},
      {"upper", [](const Value& v, const Arguments&) { return to_upper_text(to_text(v)) == to_text(v); }},
  };
  return table;
}

}  // namespace

bool Interpreter::test(const std::string& name, const Value& value, const Arguments& arguments) {
  const auto found = tests().find(name);
  if (found == tests().end()) throw TemplateError("the test '" + name + "' is not known");
  return found->second(value, arguments);
}

}  // namespace st::jinja
