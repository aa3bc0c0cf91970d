#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "base/unicode.h"
#include "engine/jinja/interpreter.h"
#include "engine/jinja/percent_format.h"
#include "engine/jinja/text_functions.h"

namespace st::jinja {
namespace {

using Filter = Value (*)(Interpreter&, const Value&, const Arguments&);

// 'a.b' of a value, as the attribute arguments of map and its kin name it.
Value path_of(Interpreter& interpreter, Value value, const Value& path) {
  if (path.is_integer()) return interpreter.item(value, path);
  std::string rest = to_text(path);
  for (;;) {
    const std::size_t dot = rest.find('.');
    const std::string part = rest.substr(0, dot);
    const bool is_number = !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
      return c >= '0' && c <= '9';
    }) && part.size() < 10;
    value = is_number ? interpreter.item(value, std::int64_t{std::stoi(part)})
                      : interpreter.item(value, Value(part));
    if (dot == std::string::npos) return value;
    rest.erase(0, dot + 1);
  }
}

Arguments without_first(const Arguments& arguments) {
  Arguments rest = arguments;
  if (!rest.positional.empty()) rest.positional.erase(rest.positional.begin());
  return rest;
}

Value text_of_or(const Value& value) {
  return to_text(value);
}

Value join(Interpreter& interpreter, const Value& value, const Arguments& arguments) {
  const std::string between = to_text(arguments.at(0, "d", ""));
  const Value* attribute = arguments.find(1, "attribute");
  std::string text;
  bool first = true;
  for (const Value& item : items_of(value)) {
    if (!first) text += between;
    first = false;
    text += to_text(attribute != nullptr ? path_of(interpreter, item, *attribute) : item);
    interpreter.spend(1 + text.size() / 65536);
  }
  return text;
}

Value map_filter(Interpreter& interpreter, const Value& value, const Arguments& arguments) {
  List mapped;
  const Value* attribute = arguments.positional.empty() ? arguments.find(SIZE_MAX, "attribute") : nullptr;
  const Value* fallback = arguments.find(SIZE_MAX, "default");
  for (const Value& item : items_of(value)) {
    interpreter.spend(2);
    if (attribute != nullptr) {
      Value found = path_of(interpreter, item, *attribute);
      mapped.push_back(found.is_undefined() && fallback != nullptr ? *fallback : std::move(found));
    } else {
      mapped.push_back(
          interpreter.filter(to_text(arguments.at(0, "filter", "")), item, without_first(arguments)));
    }
  }
  return mapped;
}

// select, reject, selectattr, rejectattr.
Value select_by(Interpreter& interpreter, const Value& value, const Arguments& arguments, bool by_attribute,
                bool wanted) {
  Arguments rest = arguments;
  Value attribute;
  if (by_attribute) {
    attribute = arguments.at(0, "attribute", "");
    rest = without_first(rest);
  }
  const Value* test_name = rest.find(0, "test");
  const Arguments test_arguments = without_first(rest);
  List kept;
  for (const Value& item : items_of(value)) {
    interpreter.spend(2);
    const Value looked_at = by_attribute ? path_of(interpreter, item, attribute) : item;
    const bool passes = test_name == nullptr
                            ? looked_at.truthy()
                            : interpreter.test(to_text(*test_name), looked_at, test_arguments);
    if (passes == wanted) kept.push_back(item);
  }
  return kept;
}

bool comes_before(const Value& a, const Value& b, bool case_sensitive) {
  if (!case_sensitive && a.is_string() && b.is_string()) return to_lower(a.string()) < to_lower(b.string());
  return compare(a, b) < 0;
}

Value sort_filter(Interpreter& interpreter, const Value& value, const Arguments& arguments) {
  List items = items_of(value);
  interpreter.spend(items.size());
  const bool reverse = arguments.at(0, "reverse", false).truthy();
  const bool case_sensitive = arguments.at(1, "case_sensitive", false).truthy();
  const Value* attribute = arguments.find(2, "attribute");
  const auto key = [&](const Value& item) {
    return attribute == nullptr ? item : path_of(interpreter, item, *attribute);
  };
  std::stable_sort(items.begin(), items.end(), [&](const Value& a, const Value& b) {
    return reverse ? comes_before(key(b), key(a), case_sensitive)
                   : comes_before(key(a), key(b), case_sensitive);
  });
  return items;
}

Value dictsort(Interpreter& interpreter, const Value& value, const Arguments& arguments) {
  if (!value.is_dict()) throw TemplateError("dictsort: expected a dict");
  Dict items = value.dict();
  interpreter.spend(items.size());
  const bool case_sensitive = arguments.at(0, "case_sensitive", false).truthy();
  const bool by_value = to_text(arguments.at(1, "by", "key")) == "value";
  const bool reverse = arguments.at(2, "reverse", false).truthy();
  std::stable_sort(items.begin(), items.end(), [&](const auto& a, const auto& b) {
    const Value& x = by_value ? a.second : a.first;
    const Value& y = by_value ? b.second : b.first;
    return reverse ? comes_before(y, x, case_sensitive) : comes_before(x, y, case_sensitive);
  });
  List pairs;
  for (auto& [key, item] : items) pairs.push_back(Value::tuple({key, item}));
  return pairs;
}

Value unique(Interpreter& interpreter, const Value& value, const Arguments&) {
  List kept;
  for (const Value& item : items_of(value)) {
    interpreter.spend(1 + kept.size() / 8);
    if (!contains(Value(kept), item)) kept.push_back(item);
  }
  return kept;
}

Value tojson(Interpreter& interpreter, const Value& value, const Arguments& arguments) {
  JsonForm form;
  form.ascii = arguments.at(0, "ensure_ascii", false).truthy();
  const Value indent = arguments.at(1, "indent", Value::None{});
  if (!indent.is_none()) {
    form.indent = static_cast<int>(std::clamp<std::int64_t>(indent.integer(), 0, 64));
    form.item_separator = ",";
  }
  const Value separators = arguments.at(2, "separators", Value::None{});
  if (separators.is_list() && separators.list().size() == 2) {
    form.item_separator = to_text(separators.list()[0]);
    form.key_separator = to_text(separators.list()[1]);
  }
  form.sort_keys = arguments.at(3, "sort_keys", false).truthy();
  std::string text = to_json(value, form);
  interpreter.spend(text.size() / 16);
  return text;
}

Value indent(Interpreter&, const Value& value, const Arguments& arguments) {
  const Value width = arguments.at(0, "width", std::int64_t{4});
  const std::string margin =
      width.is_string()
          ? width.string()
          : std::string(static_cast<std::size_t>(std::clamp<std::int64_t>(width.integer(), 0, 1000)), ' ');
  const bool first = arguments.at(1, "first", false).truthy();
  const bool blank = arguments.at(2, "blank", false).truthy();
  std::string out;
  const std::string text = to_text(value);
  for (std::size_t at = 0, line = 0; at <= text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const bool is_blank = end == at;
    if ((line > 0 ? !is_blank || blank : first)) out += margin;
    out.append(text, at, end - at);
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

Value number_filter(const Value& value, const Arguments& arguments, bool is_int) {
  const Value fallback = arguments.at(0, "default", is_int ? Value(std::int64_t{0}) : Value(0.0));
  try {
    double number = 0.0;
    if (value.is_string()) {
      const std::string text = strip(value.string(), std::nullopt, true, true);
      std::size_t used = 0;
      if (is_int) {
        const long long whole = std::stoll(text, &used, 10);
        if (used == text.size()) return static_cast<std::int64_t>(whole);
      }
      number = std::stod(text, &used);
      if (used != text.size()) return fallback;
    } else if (value.is_number()) {
      if (is_int && !value.is_float()) return value.integer();
      number = value.number();
    } else {
      return fallback;
    }
    if (!is_int) return number;
    if (!(std::abs(number) < 9.2e18)) return fallback;
    return static_cast<std::int64_t>(number);
  } catch (const std::exception&) {
    return fallback;
  }
}

Value round_filter(Interpreter&, const Value& value, const Arguments& arguments) {
  const std::int64_t precision =
      std::clamp<std::int64_t>(arguments.at(0, "precision", std::int64_t{0}).integer(), -15, 15);
  const std::string method = to_text(arguments.at(1, "method", "common"));
  const double scale = std::pow(10.0, static_cast<double>(precision));
  const double scaled = value.number() * scale;
  const double rounded = method == "ceil"    ? std::ceil(scaled)
                         : method == "floor" ? std::floor(scaled)
                                             : std::nearbyint(scaled);
  return rounded / scale;
}

Value default_filter(Interpreter&, const Value& value, const Arguments& arguments) {
  const bool falsy_too = arguments.at(1, "boolean", false).truthy();
  return value.is_undefined() || (falsy_too && !value.truthy()) ? arguments.at(0, "default_value", "")
                                                                : value;
}

Value extreme(const Value& value, bool largest) {
  const List items = items_of(value);
  if (items.empty()) return Value::undefined("an empty list's item");
  Value best = items.front();
  for (const Value& item : items) {
    if (largest ? comes_before(best, item, false) : comes_before(item, best, false)) best = item;
  }
  return best;
}

Value sum_filter(Interpreter& interpreter, const Value& value, const Arguments& arguments) {
  const Value* attribute = arguments.find(0, "attribute");
  double real = arguments.at(1, "start", std::int64_t{0}).number();
  std::int64_t whole = static_cast<std::int64_t>(real);
  bool is_float = false;
  for (const Value& item : items_of(value)) {
    const Value term = attribute == nullptr ? item : path_of(interpreter, item, *attribute);
    is_float = is_float || term.is_float();
    real += term.number();
    if (!term.is_float() && __builtin_add_overflow(whole, term.integer(), &whole))
      throw TemplateError("sum: a number too large");
  }
  return is_float ? Value(real) : Value(whole);
}

Value reverse_filter(Interpreter&, const Value& value, const Arguments&) {
  List items = items_of(value);
  std::reverse(items.begin(), items.end());
  if (!value.is_string()) return items;
  std::string text;
  for (const Value& item : items) text += item.string();
  return text;
}

Value batch_filter(Interpreter&, const Value& value, const Arguments& arguments) {
  const std::int64_t size = arguments.at(0, "linecount", std::int64_t{1}).integer();
  if (size < 1) throw TemplateError("batch: expected a size over 0");
  List batches, batch;
  for (const Value& item : items_of(value)) {
    batch.push_back(item);
    if (static_cast<std::int64_t>(batch.size()) == size) {
      batches.emplace_back(std::move(batch));
      batch = {};
    }
  }
  if (!batch.empty()) batches.emplace_back(std::move(batch));
  return batches;
}

Value escape_html(Interpreter&, const Value& value, const Arguments&) {
  std::string out;
  for (const char c : to_text(value)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&#34;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

Value items_filter(Interpreter& interpreter, const Value& value, const Arguments&) {
  if (value.is_undefined()) return List();
  if (!value.is_dict()) throw TemplateError("items: expected a dict");
  return method_of(interpreter, value, "items").function()({});
}

const std::map<std::string_view, Filter>& filters() {
  static const std::map<std::string_view, Filter> table = {
      {"abs",
       [](Interpreter&, const Value& v, const Arguments&) -> Value {
         return v.is_float() ? Value(std::abs(v.number())) : Value(std::abs(v.integer()));
       }},
      {"batch", batch_filter},
      {"capitalize",
       [](Interpreter&, const Value& v, const Arguments&) -> Value { return capitalize_text(to_text(v)); }},
      {"count", [](Interpreter&, const Value& v, const Arguments&) -> Value { return length_of(v); }},
      {"d", default_filter},
      {"default", default_filter},
      {"dictsort", dictsort},
      {"e", escape_html},
      {"escape", escape_html},
      {"first",
       [](Interpreter&, const Value& v, const Arguments&) -> Value {
         const List items = items_of(v);
         return items.empty() ? Value::undefined("the first item") : items.front();
       }},
      {"float",
       [](Interpreter&, const Value& v, const Arguments& a) -> Value {
         return number_filter(v, a, false);
       }},
      {"format",
       [](Interpreter& i, const Value& v, const Arguments& a) -> Value {
         if (!a.named.empty() && !a.positional.empty())
           throw TemplateError("format: expected values by place or by name, not both");
         Dict by_name;
         for (const auto& [name, value] : a.named) by_name.emplace_back(Value(name), value);
         std::string made = percent_format(
             to_text(v), by_name.empty() ? Value::tuple(a.positional) : Value(std::move(by_name)));
         i.spend(made.size() / 64);
         return made;
       }},
      {"indent", indent},
      {"int",
       [](Interpreter&, const Value& v, const Arguments& a) -> Value { return number_filter(v, a, true); }},
      {"items", items_filter},
      {"join", join},
      {"last",
       [](Interpreter&, const Value& v, const Arguments&) -> Value {
         const List items = items_of(v);
         return items.empty() ? Value::undefined("the last item") : items.back();
       }},
      {"length", [](Interpreter&, const Value& v, const Arguments&) -> Value { return length_of(v); }},
      {"list", [](Interpreter&, const Value& v, const Arguments&) -> Value { return items_of(v); }},
      {"lower",
       [](Interpreter&, const Value& v, const Arguments&) -> Value { return to_lower(to_text(v)); }},
      {"map", map_filter},
      {"max", [](Interpreter&, const Value& v, const Arguments&) -> Value { return extreme(v, true); }},
      {"min", [](Interpreter&, const Value& v, const Arguments&) -> Value { return extreme(v, false); }},
      {"reject",
       [](Interpreter& i, const Value& v, const Arguments& a) { return select_by(i, v, a, false, false); }},
      {"rejectattr",
       [](Interpreter& i, const Value& v, const Arguments& a) { return select_by(i, v, a, true, false); }},
      {"replace",
       [](Interpreter& i, const Value& v, const Arguments& a) -> Value {
         std::string made = replace_text(
             to_text(v), to_text(a.at(0, "old", "")), to_text(a.at(1, "new", "")),
             a.at(2, "count", std::int64_t{-1}).is_none() ? -1
                                                          : a.at(2, "count", std::int64_t{-1}).integer());
         i.spend(made.size() / 64);
         return made;
       }},
      {"reverse", reverse_filter},
      {"round", round_filter},
      {"safe", [](Interpreter&, const Value& v, const Arguments&) { return v; }},
      {"select",
       [](Interpreter& i, const Value& v, const Arguments& a) { return select_by(i, v, a, false, true); }},
      {"selectattr",
       [](Interpreter& i, const Value& v, const Arguments& a) { return select_by(i, v, a, true, true); }},
      {"sort", sort_filter},
      {"string", [](Interpreter&, const Value& v, const Arguments&) { return text_of_or(v); }},
      {"sum", sum_filter},
      {"title",
       [](Interpreter&, const Value& v, const Arguments&) -> Value { return title_text(to_text(v)); }},
      {"tojson", tojson},
      {"trim",
       [](Interpreter&, const Value& v, const Arguments& a) -> Value {
         const Value characters = a.at(0, "chars", Value::None{});
         return strip(to_text(v),
                      characters.is_string() ? std::optional(characters.string()) : std::nullopt, true,
                      true);
       }},
      {"unique", unique},
      {"upper",
       [](Interpreter&, const Value& v, const Arguments&) -> Value { return to_upper_text(to_text(v)); }},
  };
  return table;
}

}  // namespace

Value Interpreter::filter(const std::string& name, const Value& value, const Arguments& arguments) {
  const auto found = filters().find(name);
  if (found == filters().end()) throw TemplateError("the filter '" + name + "' is not known");
  const Deeper deeper(*this);
  return found->second(*this, value, arguments);
}

}  // namespace st::jinja
