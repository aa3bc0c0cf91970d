#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace st {

// Hand-made file bytes for the tests: little-endian numbers and GGUF pieces of any version.
class TestBytes {
 public:
  explicit TestBytes(int gguf_version = 3) : version_(gguf_version) {}

  template <typename T>
  TestBytes& put(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(T));
    return *this;
  }
  TestBytes& u32(std::uint32_t value) { return put(value); }
  TestBytes& u64(std::uint64_t value) { return put(value); }
  TestBytes& count(std::uint64_t value) {
    return version_ == 1 ? u32(static_cast<std::uint32_t>(value)) : u64(value);
  }
  TestBytes& raw(std::string_view bytes) {
    bytes_.append(bytes);
    return *this;
  }
  TestBytes& text(std::string_view bytes) { return count(bytes.size()).raw(bytes); }
  TestBytes& header(std::uint64_t tensors, std::uint64_t keys) {
    return raw("GGUF").u32(static_cast<std::uint32_t>(version_)).count(tensors).count(keys);
  }
  // Extents innermost first, as the file has them.
  TestBytes& tensor(std::string_view name, const std::vector<std::uint64_t>& extents, std::uint32_t type,
                    std::uint64_t offset) {
    text(name).u32(static_cast<std::uint32_t>(extents.size()));
    for (const std::uint64_t extent : extents) count(extent);
    return u32(type).u64(offset);
  }
  TestBytes& pad(std::size_t alignment = 32) {
    while (bytes_.size() % alignment != 0) bytes_ += '\0';
    return *this;
  }
  TestBytes& zeros(std::size_t count) {
    bytes_.append(count, '\0');
    return *this;
  }
  std::string str() const { return bytes_; }
  operator std::string() const { return bytes_; }  // NOLINT: it is what the bytes are made for

 private:
  int version_;
  std::string bytes_;
};

// A safetensors file of that header and data.
inline std::string safetensors_bytes(std::string_view header, std::size_t n_data_bytes) {
  return TestBytes().u64(header.size()).raw(header).zeros(n_data_bytes);
}

}  // namespace st
