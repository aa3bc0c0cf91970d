#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "tensor/dtype.h"

namespace st {

// The numbers of the GGUF specification.
enum class GgufValueType : std::uint32_t {
  kU8 = 0,
  kI8 = 1,
  kU16 = 2,
  kI16 = 3,
  kU32 = 4,
  kI32 = 5,
  kF32 = 6,
  kBool = 7,
  kString = 8,
  kArray = 9,
  kU64 = 10,
  kI64 = 11,
  kF64 = 12,
};

// Bytes of a number or bool; 0 for strings, arrays and unknown types.
std::size_t fixed_size_bytes(GgufValueType type);
std::string_view name(GgufValueType type);  // "u32", "string"; "unknown" where it is none

// The tensor type of that number, where this program reads it.
std::optional<DType> dtype_of_gguf(std::uint32_t type);
// The number of a type; nullopt for those GGUF has none for (unsigned integers, bool).
std::optional<std::uint32_t> gguf_type_of(DType dtype);
// What the format calls a type, read here or not: "IQ2_XXS"; "unknown" for a number it has not given.
std::string_view gguf_type_name(std::uint32_t type);

}  // namespace st
