#include "tokenizer/load/protobuf.h"

#include <bit>
#include <string>

namespace st {

float ProtoField::as_float() const {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value));
}

std::optional<std::uint64_t> ProtoReader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) return std::nullopt;
    const auto byte = static_cast<unsigned char>(rest_[0]);
    rest_.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> ProtoReader::fixed(std::size_t count) {
  if (rest_.size() < count) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(rest_[i]);
  rest_.remove_prefix(count);
  return value;
}

Result<std::optional<ProtoField>> ProtoReader::next() {
  if (rest_.empty()) return std::optional<ProtoField>();
  const auto tag = varint();
  if (!tag || *tag >> 3 == 0 || *tag > UINT32_MAX) return model_error("has a broken field tag");
  ProtoField field;
  field.number = static_cast<std::uint32_t>(*tag >> 3);
  std::optional<std::uint64_t> value;
  switch (*tag & 7) {
    case 0:
      value = varint();
      break;
    case 1:
      value = fixed(8);
      break;
    case 2:
      value = varint();
      break;
    case 5:
      value = fixed(4);
      break;
    default:
      return model_error("has a field of a wire type that is not in use");
  }
  field.wire = static_cast<ProtoField::Wire>(*tag & 7);
  if (!value || (field.wire == ProtoField::Wire::kBytes && *value > rest_.size())) {
    return model_error("is cut short in field " + std::to_string(field.number));
  }
  field.value = *value;
  if (field.wire == ProtoField::Wire::kBytes) {
    field.bytes = rest_.substr(0, *value);
    rest_.remove_prefix(*value);
  }
  return std::optional<ProtoField>(field);
}

}  // namespace st
