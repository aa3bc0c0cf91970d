#include "weights/safetensors_writer.h"

#include <cstdint>
#include <cstring>

#include "base/check.h"

namespace st {
namespace {

std::string shape_text(const Shape& shape) {
  std::string text;
  for (const std::size_t extent : shape.extents())
    text += (text.empty() ? "" : ",") + std::to_string(extent);
  return "[" + text + "]";
}

}  // namespace

std::string safetensors_bytes(std::span<const MadeTensor> tensors) {
  std::string header, data;
  for (const MadeTensor& tensor : tensors) {
    ST_CHECK(tensor.values.size() == tensor.shape.element_count());
    const std::size_t first = data.size(), size = tensor.values.size() * sizeof(float);
    data.resize(first + size);
    if (size > 0) std::memcpy(data.data() + first, tensor.values.data(), size);
    header += (header.empty() ? "{\"" : ",\"") + tensor.name +
              "\":{\"dtype\":\"F32\",\"shape\":" + shape_text(tensor.shape) + ",\"data_offsets\":[" +
              std::to_string(first) + "," + std::to_string(first + size) + "]}";
  }
  header += tensors.empty() ? "{}" : "}";
  while (header.size() % 8 != 0) header += ' ';
  const std::uint64_t length = header.size();
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + header + data;
}

}  // namespace st
