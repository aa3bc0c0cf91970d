#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/unicode.h"
#include "engine/jinja/value.h"

namespace st::jinja {
namespace {

void append_escaped(char32_t point, std::string& out) {
  if (point >= 0x10000) {
    const char32_t rest = point - 0x10000;
    out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
  } else {
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(point));
  }
}

std::string json_string(const std::string& text, bool ascii) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    switch (point.value) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        if (point.value < 0x20 || (ascii && point.value > 0x7E)) {
          append_escaped(point.value, out);
        } else {
          out.append(text, at, point.size_bytes);
        }
    }
    at += point.size_bytes;
  }
  return out + "\"";
}

class Writer {
 public:
  explicit Writer(const JsonForm& form) : form_(form) {}

  std::string write(const Value& value, int depth) {
    if (depth > kDeepestValue) throw TemplateError("tojson: nested over 100 deep");
    if (value.is_string()) return json_string(value.string(), form_.ascii);
    if (value.is_none()) return "null";
    if (value.is_bool()) return value.truthy() ? "true" : "false";
    if (value.is_integer() || value.is_float()) return number(value);
    if (value.is_list()) return list(value.list(), depth);
    if (value.is_dict() && !value.is_namespace()) return dict(value.dict(), depth);
    throw TemplateError("tojson: '" + value.type_name() + "' is nothing that JSON has");
  }

 private:
  static std::string number(const Value& value) {
    const std::string text = to_text(value);
    return text == "nan" ? "NaN" : text == "inf" ? "Infinity" : text == "-inf" ? "-Infinity" : text;
  }

  std::string line(int depth) const {
    if (form_.indent < 0) return "";
    return "\n" + std::string(static_cast<std::size_t>(form_.indent * depth), ' ');
  }

  std::string between(int depth) const { return form_.item_separator + line(depth); }

  std::string list(const List& items, int depth) {
    if (items.empty()) return "[]";
    std::string out = "[" + line(depth + 1);
    for (std::size_t i = 0; i < items.size(); ++i)
      out += (i == 0 ? "" : between(depth + 1)) + write(items[i], depth + 1);
    return out + line(depth) + "]";
  }

  std::string dict(Dict items, int depth) {
    if (items.empty()) return "{}";
    if (form_.sort_keys) {
      std::stable_sort(items.begin(), items.end(),
                       [](const auto& a, const auto& b) { return compare(a.first, b.first) < 0; });
    }
    std::string out = "{" + line(depth + 1);
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Value& key = items[i].first;
      out += (i == 0 ? "" : between(depth + 1)) +
             json_string(key.is_string() ? key.string() : write(key, depth + 1), form_.ascii) +
             form_.key_separator + write(items[i].second, depth + 1);
    }
    return out + line(depth) + "}";
  }

  JsonForm form_;
};

Value value_of(const nlohmann::ordered_json& json, int depth) {
  if (depth > kDeepestValue) throw TemplateError("JSON nested over 100 deep");
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_array()) {
    List list;
    for (const auto& item : json) list.push_back(value_of(item, depth + 1));
    return list;
  }
  if (json.is_object()) {
    Dict dict;
    for (const auto& [key, item] : json.items()) dict.emplace_back(Value(key), value_of(item, depth + 1));
    return dict;
  }
  return Value::None{};
}

}  // namespace

std::string to_json(const Value& value, const JsonForm& form) {
  return Writer(form).write(value, 0);
}

Value from_json(std::string_view json) {
  const auto parsed = nlohmann::ordered_json::parse(json, nullptr, false);
  if (parsed.is_discarded()) throw TemplateError("not JSON");
  return value_of(parsed, 0);
}

}  // namespace st::jinja
