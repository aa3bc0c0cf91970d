#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace st {

// One field of a protocol-buffers message (proto2/proto3 wire format).
struct ProtoField {
  std::uint32_t number = 0;
  enum class Wire { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 } wire = Wire::kVarint;
  std::uint64_t value = 0;  // all but kBytes
  std::string_view bytes;   // kBytes

  float as_float() const;
  bool as_flag() const { return value != 0; }
};

// Reads a message field by field without recursion; never past its end.
class ProtoReader {
 public:
  explicit ProtoReader(std::string_view message) : rest_(message) {}
  // The next field, nothing at the end, or an error where the bytes are no message.
  Result<std::optional<ProtoField>> next();

 private:
  std::optional<std::uint64_t> varint();
  std::optional<std::uint64_t> fixed(std::size_t count);

  std::string_view rest_;
};

}  // namespace st
