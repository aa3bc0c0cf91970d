#include "engine/jinja/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/unicode.h"

namespace st::jinja {

const Value* Arguments::find(std::size_t place, std::string_view name) const {
  if (place < positional.size()) return &positional[place];
  for (const auto& [key, value] : named) {
    if (key == name) return &value;
  }
  return nullptr;
}

Value Arguments::at(std::size_t place, std::string_view name, Value fallback) const {
  const Value* found = find(place, name);
  return found != nullptr ? *found : fallback;
}

bool Value::truthy() const {
  if (is_bool()) return std::get<bool>(data_);
  if (is_integer()) return std::get<std::int64_t>(data_) != 0;
  if (is_float()) return std::get<double>(data_) != 0.0;
  if (is_string()) return !string().empty();
  if (is_list()) return !list().empty();
  if (is_namespace()) return true;
  if (is_dict()) return !dict().empty();
  return is_function();
}

std::string Value::type_name() const {
  if (is_undefined()) return "undefined";
  if (is_none()) return "NoneType";
  if (is_bool()) return "bool";
  if (is_integer()) return "int";
  if (is_float()) return "float";
  if (is_string()) return "str";
  if (is_list()) return is_tuple() ? "tuple" : "list";
  if (is_dict()) return is_namespace() ? "namespace" : "dict";
  return "function";
}

std::int64_t Value::integer() const {
  if (is_integer()) return std::get<std::int64_t>(data_);
  if (is_bool()) return std::get<bool>(data_) ? 1 : 0;
  throw TemplateError("expected a whole number, not " + type_name());
}

double Value::number() const {
  if (is_float()) return std::get<double>(data_);
  if (is_integer() || is_bool()) return static_cast<double>(integer());
  throw TemplateError("expected a number, not " + type_name());
}

const Value* Value::find(const Value& key) const {
  for (const auto& [have, value] : dict()) {
    if (equal(have, key)) return &value;
  }
  return nullptr;
}

bool equal(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) {
    if (!a.is_float() && !b.is_float()) return a.integer() == b.integer();
    return a.number() == b.number();
  }
  if (a.is_string() && b.is_string()) return a.string() == b.string();
  if (a.is_none() || b.is_none()) return a.is_none() && b.is_none();
  if (a.is_undefined() || b.is_undefined()) return a.is_undefined() && b.is_undefined();
  if (a.is_list() && b.is_list()) {
    return a.is_tuple() == b.is_tuple() &&
           std::equal(a.list().begin(), a.list().end(), b.list().begin(), b.list().end(), equal);
  }
  if (a.is_dict() && b.is_dict()) {
    if (a.dict().size() != b.dict().size()) return false;
    return std::all_of(a.dict().begin(), a.dict().end(), [&](const auto& entry) {
      const Value* other = b.find(entry.first);
      return other != nullptr && equal(entry.second, *other);
    });
  }
  return false;
}

int compare(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) {
    if (!a.is_float() && !b.is_float())
      return a.integer() < b.integer() ? -1 : a.integer() > b.integer() ? 1 : 0;
    return a.number() < b.number() ? -1 : a.number() > b.number() ? 1 : 0;
  }
  if (a.is_string() && b.is_string()) return a.string().compare(b.string());
  if (a.is_list() && b.is_list()) {
    for (std::size_t i = 0; i < std::min(a.list().size(), b.list().size()); ++i) {
      if (!equal(a.list()[i], b.list()[i])) return compare(a.list()[i], b.list()[i]);
    }
    return a.list().size() < b.list().size() ? -1 : a.list().size() > b.list().size() ? 1 : 0;
  }
  throw TemplateError("'" + a.type_name() + "' and '" + b.type_name() + "' have no order");
}

bool contains(const Value& container, const Value& item) {
  if (container.is_string()) {
    if (!item.is_string()) throw TemplateError("'in' a string expects a string, not " + item.type_name());
    return container.string().find(item.string()) != std::string::npos;
  }
  if (container.is_dict()) return container.find(item) != nullptr;
  if (container.is_undefined()) return false;
  if (!container.is_list())
    throw TemplateError("'in' expects a list, a dict or a string, not " + container.type_name());
  const List& list = container.list();
  return std::any_of(list.begin(), list.end(), [&](const Value& one) { return equal(one, item); });
}

List items_of(const Value& value) {
  if (value.is_list()) return value.list();
  List items;
  if (value.is_undefined()) return items;
  if (value.is_dict()) {
    for (const auto& entry : value.dict()) items.push_back(entry.first);
    return items;
  }
  if (!value.is_string()) throw TemplateError("'" + value.type_name() + "' can't be gone through");
  const std::string& text = value.string();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = decode_utf8(text, at).size_bytes;
    items.emplace_back(text.substr(at, size));
    at += size;
  }
  return items;
}

std::int64_t length_of(const Value& value) {
  if (value.is_list()) return static_cast<std::int64_t>(value.list().size());
  if (value.is_dict()) return static_cast<std::int64_t>(value.dict().size());
  if (value.is_undefined()) return 0;
  if (!value.is_string()) throw TemplateError("'" + value.type_name() + "' has no length");
  std::int64_t n = 0;
  const std::string& text = value.string();
  for (std::size_t at = 0; at < text.size(); at += decode_utf8(text, at).size_bytes) ++n;
  return n;
}

namespace {

std::string float_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string quoted(const std::string& text) {
  const bool has_single = text.find('\'') != std::string::npos;
  const char quote = has_single && text.find('"') == std::string::npos ? '"' : '\'';
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + quote;
}

std::string text_of(const Value& value, bool repr, int depth) {
  if (depth > kDeepestValue) throw TemplateError("lists are nested over 100 deep");
  if (value.is_string()) return repr ? quoted(value.string()) : value.string();
  if (value.is_undefined()) return repr ? "Undefined" : "";
  if (value.is_none()) return "None";
  if (value.is_bool()) return value.truthy() ? "True" : "False";
  if (value.is_integer()) return std::to_string(value.integer());
  if (value.is_float()) return float_text(value.number());
  if (value.is_function()) return "<function>";
  std::string out;
  if (value.is_list()) {
    for (const Value& item : value.list())
      out += (out.empty() ? "" : ", ") + text_of(item, true, depth + 1);
    if (!value.is_tuple()) return "[" + out + "]";
    return "(" + out + (value.list().size() == 1 ? ",)" : ")");
  }
  for (const auto& [key, item] : value.dict())
    out +=
        (out.empty() ? "" : ", ") + text_of(key, true, depth + 1) + ": " + text_of(item, true, depth + 1);
  return "{" + out + "}";
}

}  // namespace

std::string to_text(const Value& value) {
  return text_of(value, false, 0);
}

std::string to_repr(const Value& value) {
  return text_of(value, true, 0);
}

}  // namespace st::jinja
