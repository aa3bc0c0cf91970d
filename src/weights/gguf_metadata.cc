#include "weights/gguf_metadata.h"

#include <cstring>
#include <limits>
#include <type_traits>

namespace st {
namespace {

template <typename T>
T load(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

// Calls use(T) with one element of a number or bool type; false for other types.
template <typename Use>
bool with_element(GgufValueType type, const char* bytes, Use use) {
  switch (type) {
    case GgufValueType::kU8:
      use(load<std::uint8_t>(bytes));
      return true;
    case GgufValueType::kI8:
      use(load<std::int8_t>(bytes));
      return true;
    case GgufValueType::kU16:
      use(load<std::uint16_t>(bytes));
      return true;
    case GgufValueType::kI16:
      use(load<std::int16_t>(bytes));
      return true;
    case GgufValueType::kU32:
      use(load<std::uint32_t>(bytes));
      return true;
    case GgufValueType::kI32:
      use(load<std::int32_t>(bytes));
      return true;
    case GgufValueType::kU64:
      use(load<std::uint64_t>(bytes));
      return true;
    case GgufValueType::kI64:
      use(load<std::int64_t>(bytes));
      return true;
    case GgufValueType::kF32:
      use(load<float>(bytes));
      return true;
    case GgufValueType::kF64:
      use(load<double>(bytes));
      return true;
    case GgufValueType::kBool:
      use(load<std::uint8_t>(bytes) != 0);
      return true;
    case GgufValueType::kString:
    case GgufValueType::kArray:
      return false;
  }
  return false;
}

std::optional<std::int64_t> integer_at(GgufValueType type, const char* bytes) {
  std::optional<std::int64_t> result;
  with_element(type, bytes, [&](auto value) {
    using T = decltype(value);
    if constexpr (std::is_same_v<T, std::uint64_t>) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return;
    }
    if constexpr (std::is_integral_v<T>) result = static_cast<std::int64_t>(value);
  });
  return result;
}

std::optional<double> number_at(GgufValueType type, const char* bytes) {
  std::optional<double> result;
  if (type == GgufValueType::kBool) return result;
  with_element(type, bytes, [&](auto value) { result = static_cast<double>(value); });
  return result;
}

}  // namespace

std::optional<std::int64_t> GgufValue::integer() const {
  return type == GgufValueType::kBool ? std::nullopt : integer_at(type, bytes.data());
}

std::optional<double> GgufValue::number() const {
  return number_at(type, bytes.data());
}

std::optional<bool> GgufValue::boolean() const {
  if (type != GgufValueType::kBool) return std::nullopt;
  return bytes[0] != 0;
}

std::optional<std::string_view> GgufValue::text() const {
  if (type != GgufValueType::kString) return std::nullopt;
  return bytes;
}

std::string GgufValue::type_name() const {
  if (type != GgufValueType::kArray) return std::string(name(type));
  return "array of " + std::string(name(element_type));
}

Status GgufMetadata::add(std::string_view key, GgufValue value) {
  if (!index_.emplace(key, entries_.size()).second) {
    return model_error(where_ + ": metadata key '" + std::string(key) +
                       "' is there twice; each key may stand once");
  }
  entries_.push_back({key, std::move(value)});
  return {};
}

const GgufValue* GgufMetadata::find(std::string_view key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : &entries_[found->second].value;
}

Error GgufMetadata::missing(std::string_view key) const {
  return model_error(where_ + ": metadata key '" + std::string(key) + "' is missing");
}

Error GgufMetadata::wrong_type(std::string_view key, const GgufValue& value,
                               std::string_view expected) const {
  return model_error(where_ + ": metadata key '" + std::string(key) + "' is of type " + value.type_name() +
                     "; expected " + std::string(expected));
}

Result<std::int64_t> GgufMetadata::integer(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return missing(key);
  if (const auto integer = value->integer()) return *integer;
  return wrong_type(key, *value, "an integer below 2^63");
}

Result<double> GgufMetadata::number(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return missing(key);
  if (const auto number = value->number()) return *number;
  return wrong_type(key, *value, "a number");
}

Result<bool> GgufMetadata::boolean(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return missing(key);
  if (const auto boolean = value->boolean()) return *boolean;
  return wrong_type(key, *value, "a bool");
}

Result<std::string_view> GgufMetadata::text(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return missing(key);
  if (const auto text = value->text()) return *text;
  return wrong_type(key, *value, "a string");
}

Result<std::span<const std::string_view>> GgufMetadata::texts(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return missing(key);
  if (value->type != GgufValueType::kArray || value->element_type != GgufValueType::kString) {
    return wrong_type(key, *value, "an array of strings");
  }
  return std::span<const std::string_view>(value->texts);
}

Result<std::vector<std::int64_t>> GgufMetadata::integers(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return missing(key);
  if (value->type != GgufValueType::kArray) return wrong_type(key, *value, "an array of integers");
  std::vector<std::int64_t> integers;
  integers.reserve(value->count);
  for (std::size_t i = 0; i < value->count; ++i) {
    const std::size_t size = fixed_size_bytes(value->element_type);
    const auto integer =
        size == 0 ? std::nullopt : integer_at(value->element_type, value->bytes.data() + i * size);
    if (!integer) return wrong_type(key, *value, "an array of integers below 2^63");
    integers.push_back(*integer);
  }
  return integers;
}

Result<std::vector<float>> GgufMetadata::numbers(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return missing(key);
  if (value->type != GgufValueType::kArray) return wrong_type(key, *value, "an array of numbers");
  std::vector<float> numbers;
  numbers.reserve(value->count);
  for (std::size_t i = 0; i < value->count; ++i) {
    const std::size_t size = fixed_size_bytes(value->element_type);
    const auto number =
        size == 0 ? std::nullopt : number_at(value->element_type, value->bytes.data() + i * size);
    if (!number) return wrong_type(key, *value, "an array of numbers");
    numbers.push_back(static_cast<float>(*number));
  }
  return numbers;
}

Result<std::int64_t> GgufMetadata::integer_or(std::string_view key, std::int64_t fallback) const {
  if (!contains(key)) return fallback;
  return integer(key);
}

Result<double> GgufMetadata::number_or(std::string_view key, double fallback) const {
  if (!contains(key)) return fallback;
  return number(key);
}

Result<bool> GgufMetadata::boolean_or(std::string_view key, bool fallback) const {
  if (!contains(key)) return fallback;
  return boolean(key);
}

Result<std::string_view> GgufMetadata::text_or(std::string_view key, std::string_view fallback) const {
  if (!contains(key)) return fallback;
  return text(key);
}

}  // namespace st
