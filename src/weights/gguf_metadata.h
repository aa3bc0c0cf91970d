#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "weights/gguf_types.h"

namespace st {

// One metadata value as it lies in the file: views into its bytes.
struct GgufValue {
  GgufValueType type = GgufValueType::kU8;
  GgufValueType element_type = GgufValueType::kU8;  // of an array
  std::size_t count = 0;                            // elements of an array
  std::string_view bytes;               // of a number, a bool, a string, or an array of fixed-size elements
  std::vector<std::string_view> texts;  // of an array of strings

  std::optional<std::int64_t> integer() const;  // any integer type whose value fits
  std::optional<double> number() const;         // integers too
  std::optional<bool> boolean() const;
  std::optional<std::string_view> text() const;
  std::string type_name() const;  // "u32", "array of string"
};

// The key-value section of a GGUF file. Views live as long as the file's bytes. Every lookup's error is
// kModel and names the file and the key: missing, or of another type. Thread rule: reading from many
// threads is safe.
class GgufMetadata {
 public:
  GgufMetadata() = default;
  explicit GgufMetadata(std::string where) : where_(std::move(where)) {}

  struct Entry {
    std::string_view key;
    GgufValue value;
  };

  // kModel where the key is there already.
  Status add(std::string_view key, GgufValue value);

  std::span<const Entry> entries() const { return entries_; }  // in the order of the file
  const GgufValue* find(std::string_view key) const;
  bool contains(std::string_view key) const { return find(key) != nullptr; }

  Result<std::int64_t> integer(std::string_view key) const;
  Result<double> number(std::string_view key) const;
  Result<bool> boolean(std::string_view key) const;
  Result<std::string_view> text(std::string_view key) const;
  Result<std::span<const std::string_view>> texts(std::string_view key) const;  // an array of strings
  Result<std::vector<std::int64_t>> integers(
      std::string_view key) const;                                 // an array of any integer type or bool
  Result<std::vector<float>> numbers(std::string_view key) const;  // an array of any number type

  // A missing key is the fallback; a key of another type is still an error.
  Result<std::int64_t> integer_or(std::string_view key, std::int64_t fallback) const;
  Result<double> number_or(std::string_view key, double fallback) const;
  Result<bool> boolean_or(std::string_view key, bool fallback) const;
  Result<std::string_view> text_or(std::string_view key, std::string_view fallback) const;

 private:
  Error missing(std::string_view key) const;
  Error wrong_type(std::string_view key, const GgufValue& value, std::string_view expected) const;

  std::string where_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string_view, std::size_t> index_;
};

}  // namespace st
