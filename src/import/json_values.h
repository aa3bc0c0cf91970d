#pragma once

#include <simdjson.h>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace st {

// Reading of loosely shaped JSON: what isn't there, or is of another type, reads as empty.
using JsonObject = simdjson::dom::object;
using JsonElement = simdjson::dom::element;
using JsonArray = simdjson::dom::array;

// simdjson answers a lack of memory like any other error, and a reader that passes over what is no JSON
// would then drop a record that was whole. These two throw std::bad_alloc instead.
simdjson::padded_string padded_copy(std::string_view text);
// Nothing where the bytes are no JSON. REQUIRES simdjson's padding behind them; valid until the next call.
std::optional<JsonElement> parse_padded(simdjson::dom::parser& parser, const char* bytes, std::size_t size);

bool has_key(JsonObject object, std::string_view key);
bool has_text(JsonObject object, std::string_view key);       // a string that is not empty
JsonElement member(JsonObject object, std::string_view key);  // null where absent
JsonObject object_at(JsonObject object, std::string_view key);
JsonArray array_at(JsonObject object, std::string_view key);

// A string as it is; a number or a truth value as JSON writes it; otherwise empty.
std::string scalar_text(JsonElement element);
std::string text_at(JsonObject object, std::string_view key);
// The first of the keys that has text.
std::string text_at(JsonObject object, std::span<const std::string_view> keys);
inline std::string text_at(JsonObject object, std::initializer_list<std::string_view> keys) {
  return text_at(object, std::span(keys.begin(), keys.size()));
}
// {"name": "x"} or plain "x": the name.
std::string name_at(JsonObject object, std::string_view key, std::string_view name_key = "name");

}  // namespace st
