#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace st::jinja {

// Why a template ended early. Stays inside this folder: Template turns it into an Error.
class TemplateError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Value;
using List = std::vector<Value>;
// Keys in the order in which they were put in, as Python keeps them.
using Dict = std::vector<std::pair<Value, Value>>;

// The arguments of a call.
struct Arguments {
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> named;

  // The argument by its place or its name; `fallback` where it is not given.
  Value at(std::size_t place, std::string_view name, Value fallback) const;
  const Value* find(std::size_t place, std::string_view name) const;
};
using Function = std::function<Value(const Arguments&)>;

// What a template computes with: Python's values, as far as templates meet them. Lists and dicts are
// shared, not copied, and are never changed once they can be seen, but for namespaces.
class Value {
 public:
  struct Undefined {
    std::string name;  // for messages
  };
  struct None {};
  struct Sequence {
    std::shared_ptr<List> items;
    bool is_tuple = false;
  };
  struct Mapping {
    std::shared_ptr<Dict> items;
    bool is_namespace = false;
  };

  Value() : data_(Undefined{}) {}
  Value(None none) : data_(none) {}                // NOLINT: implicit on purpose
  Value(bool b) : data_(b) {}                      // NOLINT
  Value(std::int64_t n) : data_(n) {}              // NOLINT
  Value(double d) : data_(d) {}                    // NOLINT
  Value(std::string s) : data_(std::move(s)) {}    // NOLINT
  Value(const char* s) : data_(std::string(s)) {}  // NOLINT
  Value(List list) : data_(Sequence{std::make_shared<List>(std::move(list))}) {}  // NOLINT
  Value(Dict dict) : data_(Mapping{std::make_shared<Dict>(std::move(dict))}) {}   // NOLINT
  Value(Function f) : data_(std::make_shared<Function>(std::move(f))) {}          // NOLINT
  static Value undefined(std::string name) {
    Value value;
    value.data_ = Undefined{std::move(name)};
    return value;
  }
  static Value tuple(List list) {
    Value value(std::move(list));
    std::get<Sequence>(value.data_).is_tuple = true;
    return value;
  }
  static Value name_space(Dict dict) {
    Value value(std::move(dict));
    std::get<Mapping>(value.data_).is_namespace = true;
    return value;
  }

  bool is_undefined() const { return std::holds_alternative<Undefined>(data_); }
  bool is_none() const { return std::holds_alternative<None>(data_); }
  bool is_bool() const { return std::holds_alternative<bool>(data_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
  bool is_float() const { return std::holds_alternative<double>(data_); }
  bool is_number() const { return is_integer() || is_float() || is_bool(); }
  bool is_string() const { return std::holds_alternative<std::string>(data_); }
  bool is_list() const { return std::holds_alternative<Sequence>(data_); }
  bool is_tuple() const { return is_list() && std::get<Sequence>(data_).is_tuple; }
  bool is_dict() const { return std::holds_alternative<Mapping>(data_); }
  bool is_namespace() const { return is_dict() && std::get<Mapping>(data_).is_namespace; }
  bool is_function() const { return std::holds_alternative<std::shared_ptr<Function>>(data_); }

  bool truthy() const;
  std::string type_name() const;  // Python's
  // REQUIRE the type.
  const std::string& string() const { return std::get<std::string>(data_); }
  const List& list() const { return *std::get<Sequence>(data_).items; }
  const Dict& dict() const { return *std::get<Mapping>(data_).items; }
  Dict& mutable_dict() { return *std::get<Mapping>(data_).items; }
  const Function& function() const { return *std::get<std::shared_ptr<Function>>(data_); }
  const std::string& undefined_name() const { return std::get<Undefined>(data_).name; }
  // TemplateError where it is none.
  std::int64_t integer() const;
  double number() const;

  // Null where the key is not there. REQUIRES a dict.
  const Value* find(const Value& key) const;

 private:
  std::variant<Undefined, None, bool, std::int64_t, double, std::string, Sequence, Mapping,
               std::shared_ptr<Function>>
      data_;
};

bool equal(const Value& a, const Value& b);
// Below 0, 0, above 0. TemplateError for values that have no order.
int compare(const Value& a, const Value& b);
bool contains(const Value& container, const Value& item);
// What a `for` goes through: a list's items, a dict's keys, a string's characters. TemplateError otherwise.
List items_of(const Value& value);
std::int64_t length_of(const Value& value);

// Values nested deeper than this are not written and not read.
inline constexpr int kDeepestValue = 100;

// As str() and repr() write it.
std::string to_text(const Value& value);
std::string to_repr(const Value& value);

// As Python's json.dumps(value, ensure_ascii=False) does; indent < 0 is none.
struct JsonForm {
  int indent = -1;
  std::string item_separator = ", ";
  std::string key_separator = ": ";
  bool sort_keys = false;
  bool ascii = false;
};
std::string to_json(const Value& value, const JsonForm& form);
// JSON (RFC 8259) to a value. TemplateError where it is none.
Value from_json(std::string_view json);

}  // namespace st::jinja
