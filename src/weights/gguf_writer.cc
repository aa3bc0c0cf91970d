#include "weights/gguf_writer.h"

namespace st {
namespace {

template <typename T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

void put_text(std::string& out, std::string_view text) {
  put<std::uint64_t>(out, text.size());
  out.append(text);
}

}  // namespace

void GgufHeader::begin_value(std::string_view key, GgufValueType type) {
  put_text(metadata_, key);
  put(metadata_, static_cast<std::uint32_t>(type));
  ++metadata_count_;
}

void GgufHeader::add_text(std::string_view key, std::string_view value) {
  begin_value(key, GgufValueType::kString);
  put_text(metadata_, value);
}

void GgufHeader::add_u32(std::string_view key, std::uint32_t value) {
  begin_value(key, GgufValueType::kU32);
  put(metadata_, value);
}

void GgufHeader::add_u64(std::string_view key, std::uint64_t value) {
  begin_value(key, GgufValueType::kU64);
  put(metadata_, value);
}

void GgufHeader::add_f32(std::string_view key, float value) {
  begin_value(key, GgufValueType::kF32);
  put(metadata_, value);
}

void GgufHeader::add_bool(std::string_view key, bool value) {
  begin_value(key, GgufValueType::kBool);
  put<std::uint8_t>(metadata_, value ? 1 : 0);
}

void GgufHeader::add_texts(std::string_view key, std::span<const std::string> values) {
  begin_value(key, GgufValueType::kArray);
  put(metadata_, static_cast<std::uint32_t>(GgufValueType::kString));
  put<std::uint64_t>(metadata_, values.size());
  for (const std::string& value : values) put_text(metadata_, value);
}

void GgufHeader::add_i32s(std::string_view key, std::span<const std::int32_t> values) {
  begin_value(key, GgufValueType::kArray);
  put(metadata_, static_cast<std::uint32_t>(GgufValueType::kI32));
  put<std::uint64_t>(metadata_, values.size());
  for (const std::int32_t value : values) put(metadata_, value);
}

void GgufHeader::add_f32s(std::string_view key, std::span<const float> values) {
  begin_value(key, GgufValueType::kArray);
  put(metadata_, static_cast<std::uint32_t>(GgufValueType::kF32));
  put<std::uint64_t>(metadata_, values.size());
  for (const float value : values) put(metadata_, value);
}

void GgufHeader::add_value(std::string_view key, const GgufValue& value) {
  begin_value(key, value.type);
  if (value.type == GgufValueType::kString) return put_text(metadata_, value.bytes);
  if (value.type == GgufValueType::kArray) {
    put(metadata_, static_cast<std::uint32_t>(value.element_type));
    put<std::uint64_t>(metadata_, value.count);
    for (const std::string_view text : value.texts) put_text(metadata_, text);
  }
  metadata_.append(value.bytes);
}

Status GgufHeader::add_tensor(std::string_view name, DType dtype, const Shape& shape) {
  const std::optional<std::uint32_t> type = gguf_type_of(dtype);
  if (!type) {
    return model_error("tensor '" + std::string(name) + "' is of type " + std::string(st::name(dtype)) +
                       ", which GGUF can't hold");
  }
  constexpr std::size_t kMostDimensions = 4;
  if (shape.rank() > kMostDimensions) {
    return model_error("tensor '" + std::string(name) + "' has shape " + shape.to_string() +
                       "; GGUF holds at most 4 dimensions");
  }
  put_text(tensors_, name);
  put<std::uint32_t>(tensors_, static_cast<std::uint32_t>(shape.rank()));
  for (std::size_t i = shape.rank(); i-- > 0;) put<std::uint64_t>(tensors_, shape[i]);
  put<std::uint32_t>(tensors_, *type);
  put<std::uint64_t>(tensors_, data_bytes_);
  ++tensor_count_;
  const std::uint64_t size = *byte_count(dtype, shape);
  data_bytes_ += size + padding(size).size();
  return {};
}

std::string GgufHeader::header() const {
  std::string out = "GGUF";
  put<std::uint32_t>(out, 3);
  put(out, tensor_count_);
  put(out, metadata_count_);
  out += metadata_;
  out += tensors_;
  return out + padding(out.size());
}

std::string GgufHeader::padding(std::uint64_t size_bytes) {
  return std::string((kAlignment_bytes - size_bytes % kAlignment_bytes) % kAlignment_bytes, '\0');
}

}  // namespace st
