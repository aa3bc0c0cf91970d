#pragma once

#include <simdjson.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace st {

using JsonElement = simdjson::dom::element;
using JsonArray = simdjson::dom::array;
using JsonObject = simdjson::dom::object;

// A parsed JSON text and the memory its elements live in. Depth over 64 and sizes over 512 MiB are refused.
class JsonText {
 public:
  static Result<JsonText> parse(std::string_view bytes, const std::string& name);
  JsonElement root() const { return root_; }

 private:
  std::unique_ptr<simdjson::dom::parser> parser_;
  JsonElement root_;
};

// Fields of an object. Absent and null fields are the same; a field of another type than asked for is an
// error that names it.
class JsonFields {
 public:
  // `where` is what errors begin with.
  static Result<JsonFields> of(JsonElement element, std::string where);

  bool has(std::string_view name) const { return find(name).has_value(); }
  std::optional<JsonElement> find(std::string_view name) const;
  Result<std::string> text(std::string_view name) const;
  Result<std::string> text_or(std::string_view name, std::string fallback) const;
  Result<bool> flag_or(std::string_view name, bool fallback) const;
  Result<std::uint64_t> number(std::string_view name, std::uint64_t most) const;
  Result<std::uint64_t> number_or(std::string_view name, std::uint64_t fallback, std::uint64_t most) const;
  Result<JsonArray> list(std::string_view name) const;
  Result<JsonFields> object(std::string_view name) const;

  JsonObject raw() const { return object_; }
  const std::string& where() const { return where_; }
  Error wrong(std::string_view name, const std::string& expected) const;

 private:
  JsonObject object_;
  std::string where_;
};

}  // namespace st
