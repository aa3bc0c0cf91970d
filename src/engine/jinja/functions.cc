// The functions that every template has, and the methods of Python's values.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "base/unicode.h"
#include "engine/jinja/interpreter.h"
#include "engine/jinja/text_functions.h"

namespace st::jinja {
namespace {

constexpr std::int64_t kLongestRange = 100'000;

Value range(const Arguments& arguments) {
  const std::size_t n = arguments.positional.size();
  if (n < 1 || n > 3) throw TemplateError("range: expected one to three numbers");
  const std::int64_t first = n == 1 ? 0 : arguments.positional[0].integer();
  const std::int64_t last = arguments.positional[n == 1 ? 0 : 1].integer();
  const std::int64_t step = n == 3 ? arguments.positional[2].integer() : 1;
  if (step == 0) throw TemplateError("range: the step can't be 0");
  List items;
  for (std::int64_t i = first; step > 0 ? i < last : i > last;) {
    if (static_cast<std::int64_t>(items.size()) >= kLongestRange)
      throw TemplateError("range: more than 100,000 numbers");
    items.emplace_back(i);
    if (__builtin_add_overflow(i, step, &i)) break;
  }
  return items;
}

Dict named_values(const Arguments& arguments) {
  Dict values;
  if (!arguments.positional.empty() && arguments.positional[0].is_dict())
    values = arguments.positional[0].dict();
  for (const auto& [name, value] : arguments.named) values.emplace_back(Value(name), value);
  return values;
}

Value raise_exception(const Arguments& arguments) {
  throw TemplateError("line 0: the template refuses: " + to_text(arguments.at(0, "message", "")));
}

// joiner(", ")() is empty the first time.
Value joiner(const Arguments& arguments) {
  const Value separator = arguments.at(0, "sep", ", ");
  const auto used = std::make_shared<bool>(false);
  return Function([separator, used](const Arguments&) -> Value {
    const bool first = !*used;
    *used = true;
    return first ? Value("") : separator;
  });
}

using Method = Value (*)(Interpreter&, const Value& self, const Arguments&);

std::string text_argument(const Arguments& arguments, std::size_t place, std::string_view name) {
  const Value value = arguments.at(place, name, Value::None{});
  if (!value.is_string()) throw TemplateError("expected a string, not " + value.type_name());
  return value.string();
}

std::optional<std::string> characters(const Arguments& arguments) {
  const Value value = arguments.at(0, "chars", Value::None{});
  if (!value.is_string()) return std::nullopt;
  return value.string();
}

bool starts_or_ends(const Value& self, const Arguments& arguments, bool starts) {
  const Value given = arguments.at(0, "prefix", Value::None{});
  const List any = given.is_list() ? given.list() : List{given};
  return std::any_of(any.begin(), any.end(), [&](const Value& one) {
    if (!one.is_string()) throw TemplateError("expected a string, not " + one.type_name());
    return starts ? self.string().starts_with(one.string()) : self.string().ends_with(one.string());
  });
}

std::int64_t find_place(const Value& self, const Arguments& arguments, bool last) {
  const std::string what = text_argument(arguments, 0, "sub");
  const std::size_t byte = last ? self.string().rfind(what) : self.string().find(what);
  return byte == std::string::npos ? -1 : length_of(Value(self.string().substr(0, byte)));
}

std::int64_t count_of(const std::string& text, const std::string& what) {
  if (what.empty()) return length_of(Value(text)) + 1;
  std::int64_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size()))
    ++n;
  return n;
}

bool all_characters(const Value& self, bool (*is)(char32_t)) {
  const std::string& text = self.string();
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (!is(point.value)) return false;
    at += point.size_bytes;
  }
  return !text.empty();
}

const std::map<std::string_view, Method>& string_methods() {
  static const std::map<std::string_view, Method> methods = {
      {"strip",
       [](Interpreter&, const Value& s, const Arguments& a) -> Value {
         return strip(s.string(), characters(a), true, true);
       }},
      {"lstrip",
       [](Interpreter&, const Value& s, const Arguments& a) -> Value {
         return strip(s.string(), characters(a), true, false);
       }},
      {"rstrip",
       [](Interpreter&, const Value& s, const Arguments& a) -> Value {
         return strip(s.string(), characters(a), false, true);
       }},
      {"upper",
       [](Interpreter&, const Value& s, const Arguments&) -> Value { return to_upper_text(s.string()); }},
      {"lower",
       [](Interpreter&, const Value& s, const Arguments&) -> Value { return to_lower(s.string()); }},
      {"title",
       [](Interpreter&, const Value& s, const Arguments&) -> Value { return title_text(s.string()); }},
      {"capitalize",
       [](Interpreter&, const Value& s, const Arguments&) -> Value { return capitalize_text(s.string()); }},
      {"startswith",
       [](Interpreter&, const Value& s, const Arguments& a) -> Value {
         return starts_or_ends(s, a, true);
       }},
      {"endswith",
       [](Interpreter&, const Value& s, const Arguments& a) -> Value {
         return starts_or_ends(s, a, false);
       }},
      {"find",
       [](Interpreter&, const Value& s, const Arguments& a) -> Value { return find_place(s, a, false); }},
      {"rfind",
       [](Interpreter&, const Value& s, const Arguments& a) -> Value { return find_place(s, a, true); }},
      {"count",
       [](Interpreter&, const Value& s, const Arguments& a) -> Value {
         return count_of(s.string(), text_argument(a, 0, "sub"));
       }},
      {"isdigit",
       [](Interpreter&, const Value& s, const Arguments&) -> Value { return all_characters(s, is_digit); }},
      {"isalpha",
       [](Interpreter&, const Value& s, const Arguments&) -> Value {
         return all_characters(s, is_letter);
       }},
      {"isspace",
       [](Interpreter&, const Value& s, const Arguments&) -> Value { return all_characters(s, is_space); }},
      {"splitlines",
       [](Interpreter&, const Value& s, const Arguments&) -> Value { return split_lines_of(s.string()); }},
      {"split",
       [](Interpreter& i, const Value& s, const Arguments& a) -> Value {
         i.spend(s.string().size() / 16);
         return split_text(s.string(), a.at(0, "sep", Value::None{}),
                           a.at(1, "maxsplit", std::int64_t{-1}).integer(), false);
       }},
      {"rsplit",
       [](Interpreter& i, const Value& s, const Arguments& a) -> Value {
         i.spend(s.string().size() / 16);
         return split_text(s.string(), a.at(0, "sep", Value::None{}),
                           a.at(1, "maxsplit", std::int64_t{-1}).integer(), true);
       }},
      {"replace",
       [](Interpreter& i, const Value& s, const Arguments& a) -> Value {
         std::string made = replace_text(s.string(), text_argument(a, 0, "old"), text_argument(a, 1, "new"),
                                         a.at(2, "count", std::int64_t{-1}).integer());
         i.spend(made.size() / 64);
         return made;
       }},
      {"removeprefix",
       [](Interpreter&, const Value& s, const Arguments& a) -> Value {
         const std::string what = text_argument(a, 0, "prefix");
         return s.string().starts_with(what) ? s.string().substr(what.size()) : s.string();
       }},
      {"removesuffix",
       [](Interpreter&, const Value& s, const Arguments& a) -> Value {
         const std::string what = text_argument(a, 0, "suffix");
         return s.string().ends_with(what) ? s.string().substr(0, s.string().size() - what.size())
                                           : s.string();
       }},
      {"join",
       [](Interpreter& i, const Value& s, const Arguments& a) -> Value {
         return i.filter("join", a.at(0, "iterable", List()), {{s}, {}});
       }},
  };
  return methods;
}

Value pairs_of(const Value& dict) {
  List pairs;
  for (const auto& [key, value] : dict.dict()) pairs.push_back(Value::tuple({key, value}));
  return pairs;
}

const std::map<std::string_view, Method>& dict_methods() {
  static const std::map<std::string_view, Method> methods = {
      {"items", [](Interpreter&, const Value& d, const Arguments&) -> Value { return pairs_of(d); }},
      {"keys", [](Interpreter&, const Value& d, const Arguments&) -> Value { return items_of(d); }},
      {"values",
       [](Interpreter&, const Value& d, const Arguments&) -> Value {
         List values;
         for (const auto& entry : d.dict()) values.push_back(entry.second);
         return values;
       }},
      {"get",
       [](Interpreter&, const Value& d, const Arguments& a) -> Value {
         const Value* found = d.find(a.at(0, "key", Value::None{}));
         return found != nullptr ? *found : a.at(1, "default", Value::None{});
       }},
      {"copy", [](Interpreter&, const Value& d, const Arguments&) -> Value { return Dict(d.dict()); }},
  };
  return methods;
}

const std::map<std::string_view, Method>& list_methods() {
  static const std::map<std::string_view, Method> methods = {
      {"index",
       [](Interpreter&, const Value& l, const Arguments& a) -> Value {
         const Value wanted = a.at(0, "value", Value::None{});
         for (std::size_t i = 0; i < l.list().size(); ++i) {
           if (equal(l.list()[i], wanted)) return static_cast<std::int64_t>(i);
         }
         throw TemplateError("index: " + to_repr(wanted) + " is not in the list");
       }},
      {"count",
       [](Interpreter&, const Value& l, const Arguments& a) -> Value {
         const Value wanted = a.at(0, "value", Value::None{});
         return static_cast<std::int64_t>(std::count_if(
             l.list().begin(), l.list().end(), [&](const Value& one) { return equal(one, wanted); }));
       }},
      {"copy", [](Interpreter&, const Value& l, const Arguments&) -> Value { return List(l.list()); }},
  };
  return methods;
}

}  // namespace

void add_global_functions(Scope& scope) {
  scope.names["range"] = Function(range);
  scope.names["namespace"] =
      Function([](const Arguments& a) { return Value::name_space(named_values(a)); });
  scope.names["dict"] = Function([](const Arguments& a) -> Value { return named_values(a); });
  scope.names["raise_exception"] = Function(raise_exception);
  scope.names["joiner"] = Function(joiner);
}

Value method_of(Interpreter& interpreter, const Value& value, const std::string& name) {
  const std::map<std::string_view, Method>* methods = nullptr;
  if (value.is_string()) methods = &string_methods();
  if (value.is_list()) methods = &list_methods();
  if (value.is_dict() && !value.is_namespace()) methods = &dict_methods();
  if (methods == nullptr) return {};
  const auto found = methods->find(name);
  if (found == methods->end()) {
    if (value.is_list() && (name == "append" || name == "extend" || name == "insert" || name == "pop"))
      throw TemplateError("'" + name + "' would change a list; templates can't");
    return {};
  }
  return Function([&interpreter, value, method = found->second](const Arguments& arguments) {
    return method(interpreter, value, arguments);
  });
}

}  // namespace st::jinja
