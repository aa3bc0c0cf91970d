#include "import/json_values.h"

#include <fmt/core.h>

#include <new>

namespace st {
namespace {

using simdjson::dom::element_type;

// Elements borrow from their parser, so the stand-ins for what is absent live as long as the program.
struct Absent {
  simdjson::dom::parser parser;
  JsonArray root;
  Absent() {
    const simdjson::padded_string text = padded_copy("[null, {}, []]");
    root = parse_padded(parser, text.data(), text.size()).value().get_array().value();
  }
  JsonElement null() const { return root.at(0).value(); }
  JsonObject object() const { return root.at(1).value().get_object().value(); }
  JsonArray array() const { return root.at(2).value().get_array().value(); }
};

const Absent& absent() {
  static const Absent instance;
  return instance;
}

}  // namespace

simdjson::padded_string padded_copy(std::string_view text) {
  simdjson::padded_string padded(text);
  if (padded.data() == nullptr && !text.empty()) throw std::bad_alloc();
  return padded;
}

std::optional<JsonElement> parse_padded(simdjson::dom::parser& parser, const char* bytes,
                                        std::size_t size) {
  JsonElement element;
  const simdjson::error_code failed = parser.parse(bytes, size, false).get(element);
  if (failed == simdjson::MEMALLOC) throw std::bad_alloc();
  if (failed != simdjson::SUCCESS) return std::nullopt;
  return element;
}

JsonElement member(JsonObject object, std::string_view key) {
  JsonElement element;
  return object.at_key(key).get(element) == simdjson::SUCCESS ? element : absent().null();
}

bool has_key(JsonObject object, std::string_view key) {
  return object.at_key(key).error() == simdjson::SUCCESS;
}

bool has_text(JsonObject object, std::string_view key) {
  std::string_view text;
  return object.at_key(key).get(text) == simdjson::SUCCESS && !text.empty();
}

JsonObject object_at(JsonObject object, std::string_view key) {
  JsonObject found;
  return object.at_key(key).get(found) == simdjson::SUCCESS ? found : absent().object();
}

JsonArray array_at(JsonObject object, std::string_view key) {
  JsonArray found;
  return object.at_key(key).get(found) == simdjson::SUCCESS ? found : absent().array();
}

std::string scalar_text(JsonElement element) {
  switch (element.type()) {
    case element_type::STRING:
      return std::string(std::string_view(element));
    case element_type::INT64:
      return std::to_string(int64_t(element));
    case element_type::UINT64:
      return std::to_string(uint64_t(element));
    case element_type::DOUBLE:
      return fmt::format("{}", double(element));
    case element_type::BOOL:
      return bool(element) ? "true" : "false";
    default:
      return {};
  }
}

std::string text_at(JsonObject object, std::string_view key) {
  return scalar_text(member(object, key));
}

std::string text_at(JsonObject object, std::span<const std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (std::string text = text_at(object, key); !text.empty()) return text;
  }
  return {};
}

std::string name_at(JsonObject object, std::string_view key, std::string_view name_key) {
  const JsonElement element = member(object, key);
  JsonObject nested;
  return element.get(nested) == simdjson::SUCCESS ? text_at(nested, name_key) : scalar_text(element);
}

}  // namespace st
