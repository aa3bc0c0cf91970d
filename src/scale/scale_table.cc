#include "scale/scale_table.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <cmath>
#include <initializer_list>

#include "kv/kv_layout.h"

namespace st::scale {
namespace {

constexpr double kMostDollars = 1e6;
constexpr double kMostParameters = 1e15;
constexpr double kMostOfAShape = 1e9;  // layers, heads, widths, tokens

// One [[price]] or [[model]], key by key. The first thing that is wrong stays in `status`.
class Entry {
 public:
  Entry(const toml::table& table, const std::string& where, std::initializer_list<std::string_view> known)
      : table_(table), where_(where) {
    for (const auto& [key, node] : table) {
      bool is_known = false;
      for (const std::string_view name : known) is_known |= name == key.str();
      if (!is_known) fail(node, fmt::format("{} is no key here", key.str()), "one of " + joined(known));
    }
  }

  std::string text(std::string_view key, bool is_needed) {
    const toml::node* node = find(key, is_needed);
    if (node == nullptr) return {};
    if (const auto* text = node->as_string(); text != nullptr && !text->get().empty()) return text->get();
    fail(*node, std::string(key) + " is no text", "text in quotes");
    return {};
  }

  std::optional<double> number(std::string_view key, bool is_needed, double least, double most) {
    const toml::node* node = find(key, is_needed);
    if (node == nullptr) return std::nullopt;
    const std::optional<double> value = node->value<double>();
    const bool is_number = node->is_integer() || node->is_floating_point();
    if (is_number && value && std::isfinite(*value) && *value >= least && *value <= most) return value;
    fail(*node, std::string(key) + " is out of range",
         fmt::format("a number from {:g} to {:g}", least, most));
    return std::nullopt;
  }

  std::int64_t whole(std::string_view key, bool is_needed) {
    const std::optional<double> value = number(key, is_needed, 1, kMostOfAShape);
    if (!value) return 0;
    if (*value == std::floor(*value)) return static_cast<std::int64_t>(*value);
    fail(*table_.get(key), std::string(key) + " is no whole number", "a whole number");
    return 0;
  }

  void fail(const toml::node& node, const std::string& what, const std::string& expected) {
    if (!status_.ok()) return;
    status_ = usage_error(
        fmt::format("{}: line {}: {}; expected {}", where_, node.source().begin.line, what, expected));
  }
  const Status& status() const { return status_; }

 private:
  const toml::node* find(std::string_view key, bool is_needed) {
    const toml::node* node = table_.get(key);
    if (node == nullptr && is_needed)
      fail(table_, "the entry has no " + std::string(key), "it in each entry");
    return node;
  }
  static std::string joined(std::initializer_list<std::string_view> names) {
    std::string all;
    for (const std::string_view name : names) all += (all.empty() ? "" : ", ") + std::string(name);
    return all;
  }

  const toml::table& table_;
  const std::string& where_;
  Status status_;
};

Result<CloudPrice> price_of(const toml::table& table, const std::string& where) {
  Entry entry(table, where, {"model", "noted", "input", "output", "cached_input", "context"});
  CloudPrice price;
  price.model = entry.text("model", true);
  price.noted = entry.text("noted", true);
  price.input = entry.number("input", true, 0, kMostDollars).value_or(0.0);
  price.output = entry.number("output", true, 0, kMostDollars).value_or(0.0);
  price.cached_input = entry.number("cached_input", false, 0, kMostDollars);
  price.context_tokens = entry.whole("context", false);
  ST_RETURN_IF_ERROR(entry.status());
  return price;
}

Result<ModelShape> shape_of(const toml::table& table, const std::string& where) {
  Entry entry(
      table, where,
      {"name", "parameters", "active", "layers", "width", "heads", "kv_heads", "head_width", "context"});
  ModelShape shape;
  shape.name = entry.text("name", true);
  shape.parameters = entry.number("parameters", true, 1, kMostParameters).value_or(0.0);
  shape.active_parameters = entry.number("active", false, 1, kMostParameters).value_or(shape.parameters);
  shape.n_layers = entry.whole("layers", true);
  shape.d_model = entry.whole("width", true);
  shape.n_heads = entry.whole("heads", true);
  shape.n_kv_heads = entry.whole("kv_heads", true);
  shape.head_dim = entry.whole("head_width", true);
  shape.context_tokens = entry.whole("context", false);
  if (entry.status().ok() && (shape.n_kv_heads > shape.n_heads || shape.n_heads % shape.n_kv_heads != 0))
    entry.fail(table, fmt::format("{} kv_heads don't divide {} heads", shape.n_kv_heads, shape.n_heads),
               "a divisor");
  ST_RETURN_IF_ERROR(entry.status());
  const KvLayout layout{shape.n_layers, shape.n_kv_heads, shape.head_dim};
  if (const Status fits = check_layout(layout); !fits.ok())
    return usage_error(fmt::format("{}: line {}: {}; expected the shape of a model", where,
                                   table.source().begin.line, fits.error().message));
  return shape;
}

// Each table of the list `name`, read by `read` into `into`.
template <typename T>
Status read_entries(const toml::node& node, const std::string& where,
                    Result<T> (*read)(const toml::table&, const std::string&), std::vector<T>& into) {
  const toml::array* list = node.as_array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const toml::table* table = list->get(i)->as_table();
    if (table == nullptr) {
      list = nullptr;
      break;
    }
    ST_ASSIGN_OR_RETURN(T entry, read(*table, where));
    into.push_back(std::move(entry));
  }
  if (list != nullptr) return {};
  return usage_error(fmt::format("{}: line {}: is no list of tables; expected [[price]] or [[model]]",
                                 where, node.source().begin.line));
}

}  // namespace

Result<ScaleTable> read_table(std::string_view toml_text, const std::string& where) {
  ScaleTable read;
  try {
    const toml::table table = toml::parse(toml_text);
    for (const auto& [key, node] : table) {
      if (key == "price") {
        ST_RETURN_IF_ERROR(read_entries(node, where, &price_of, read.prices));
      } else if (key == "model") {
        ST_RETURN_IF_ERROR(read_entries(node, where, &shape_of, read.models));
      } else {
        return usage_error(fmt::format("{}: line {}: {} is no key here; expected [[price]] or [[model]]",
                                       where, node.source().begin.line, key.str()));
      }
    }
  } catch (const toml::parse_error& wrong) {
    return usage_error(fmt::format("{}: line {}: {}; expected TOML", where, wrong.source().begin.line,
                                   wrong.description()));
  }
  return read;
}

}  // namespace st::scale
