#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tensor/tensor.h"
#include "weights/gguf_metadata.h"
#include "weights/gguf_types.h"

namespace st {

// Builds what stands before the data of a GGUF v3 file, little endian, alignment 32. Add metadata and
// tensors in the order they shall have; then write header(), and each tensor's bytes followed by
// padding(size).
class GgufHeader {
 public:
  static constexpr std::size_t kAlignment_bytes = 32;

  void add_text(std::string_view key, std::string_view value);
  void add_u32(std::string_view key, std::uint32_t value);
  void add_u64(std::string_view key, std::uint64_t value);
  void add_f32(std::string_view key, float value);
  void add_bool(std::string_view key, bool value);
  void add_texts(std::string_view key, std::span<const std::string> values);
  void add_i32s(std::string_view key, std::span<const std::int32_t> values);
  void add_f32s(std::string_view key, std::span<const float> values);
  // As read from another file, of any version.
  void add_value(std::string_view key, const GgufValue& value);

  // kModel where GGUF has no number for the type, or more than four dimensions.
  Status add_tensor(std::string_view name, DType dtype, const Shape& shape);

  std::string header() const;  // everything before the first tensor's bytes, padded
  std::uint64_t file_bytes() const { return header().size() + data_bytes_; }
  static std::string padding(std::uint64_t size_bytes);  // zeros up to the next multiple of the alignment

 private:
  void begin_value(std::string_view key, GgufValueType type);

  std::string metadata_;
  std::uint64_t metadata_count_ = 0;
  std::string tensors_;
  std::uint64_t tensor_count_ = 0;
  std::uint64_t data_bytes_ = 0;
};

}  // namespace st
