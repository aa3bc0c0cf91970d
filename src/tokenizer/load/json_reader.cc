#include "tokenizer/load/json_reader.h"

namespace st {
namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kLargest = std::size_t{512} << 20;

}  // namespace

Result<JsonText> JsonText::parse(std::string_view bytes, const std::string& name) {
  if (bytes.size() > kLargest) return model_error(name + ": is larger than 512 MiB");
  JsonText text;
  text.parser_ = std::make_unique<simdjson::dom::parser>(kLargest);
  if (text.parser_->allocate(bytes.size() + 64, kDeepest) != simdjson::SUCCESS) {
    return resource_error(name + ": there is no memory to read it");
  }
  const auto error = text.parser_->parse(bytes.data(), bytes.size()).get(text.root_);
  if (error == simdjson::MEMALLOC) return resource_error(name + ": there is no memory to read it");
  if (error == simdjson::DEPTH_ERROR) return model_error(name + ": is nested over 64 deep");
  if (error != simdjson::SUCCESS)
    return model_error(name + ": is not JSON: " + simdjson::error_message(error));
  return text;
}

Result<JsonFields> JsonFields::of(JsonElement element, std::string where) {
  JsonFields fields;
  if (element.get(fields.object_) != simdjson::SUCCESS) return model_error(where + ": expected an object");
  fields.where_ = std::move(where);
  return fields;
}

Error JsonFields::wrong(std::string_view name, const std::string& expected) const {
  return model_error(where_ + "." + std::string(name) + ": expected " + expected);
}

std::optional<JsonElement> JsonFields::find(std::string_view name) const {
  JsonElement element;
  if (object_.at_key(name).get(element) != simdjson::SUCCESS || element.is_null()) return std::nullopt;
  return element;
}

Result<std::string> JsonFields::text(std::string_view name) const {
  const auto element = find(name);
  std::string_view value;
  if (!element || element->get(value) != simdjson::SUCCESS) return wrong(name, "a string");
  return std::string(value);
}

Result<std::string> JsonFields::text_or(std::string_view name, std::string fallback) const {
  if (!has(name)) return fallback;
  return text(name);
}

Result<bool> JsonFields::flag_or(std::string_view name, bool fallback) const {
  const auto element = find(name);
  if (!element) return fallback;
  bool value = false;
  if (element->get(value) != simdjson::SUCCESS) return wrong(name, "true or false");
  return value;
}

Result<std::uint64_t> JsonFields::number(std::string_view name, std::uint64_t most) const {
  const auto element = find(name);
  std::uint64_t value = 0;
  if (!element || element->get(value) != simdjson::SUCCESS || value > most) {
    return wrong(name, "a whole number from 0 to " + std::to_string(most));
  }
  return value;
}

Result<std::uint64_t> JsonFields::number_or(std::string_view name, std::uint64_t fallback,
                                            std::uint64_t most) const {
  if (!has(name)) return fallback;
  return number(name, most);
}

Result<JsonArray> JsonFields::list(std::string_view name) const {
  const auto element = find(name);
  JsonArray array;
  if (!element || element->get(array) != simdjson::SUCCESS) return wrong(name, "a list");
  return array;
}

Result<JsonFields> JsonFields::object(std::string_view name) const {
  const auto element = find(name);
  if (!element) return wrong(name, "an object");
  return of(*element, where_ + "." + std::string(name));
}

}  // namespace st
