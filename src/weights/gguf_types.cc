#include "weights/gguf_types.h"

#include <array>
#include <utility>

namespace st {
namespace {

constexpr std::array<std::pair<std::uint32_t, DType>, 20> kRead = {{
    {0, DType::kF32},   {1, DType::kF16},   {2, DType::kQ4_0},    {3, DType::kQ4_1},    {6, DType::kQ5_0},
    {7, DType::kQ5_1},  {8, DType::kQ8_0},  {10, DType::kQ2_K},   {11, DType::kQ3_K},   {12, DType::kQ4_K},
    {13, DType::kQ5_K}, {14, DType::kQ6_K}, {20, DType::kIQ4_NL}, {23, DType::kIQ4_XS}, {24, DType::kI8},
    {25, DType::kI16},  {26, DType::kI32},  {27, DType::kI64},    {28, DType::kF64},    {30, DType::kBF16},
}};

constexpr std::array<std::pair<std::uint32_t, std::string_view>, 22> kNotRead = {{
    {4, "Q4_2 (withdrawn)"},
    {5, "Q4_3 (withdrawn)"},
    {9, "Q8_1"},
    {15, "Q8_K"},
    {16, "IQ2_XXS"},
    {17, "IQ2_XS"},
    {18, "IQ3_XXS"},
    {19, "IQ1_S"},
    {21, "IQ3_S"},
    {22, "IQ2_S"},
    {29, "IQ1_M"},
    {31, "Q4_0_4_4 (withdrawn)"},
    {32, "Q4_0_4_8 (withdrawn)"},
    {33, "Q4_0_8_8 (withdrawn)"},
    {34, "TQ1_0"},
    {35, "TQ2_0"},
    {36, "IQ4_NL_4_4 (withdrawn)"},
    {37, "IQ4_NL_4_8 (withdrawn)"},
    {38, "IQ4_NL_8_8 (withdrawn)"},
    {39, "MXFP4"},
    {40, "NVFP4"},
    {41, "Q1_0"},
}};

constexpr std::array<std::string_view, 13> kValueNames = {
    "u8", "i8", "u16", "i16", "u32", "i32", "f32", "bool", "string", "array", "u64", "i64", "f64"};
constexpr std::array<std::size_t, 13> kValueSizes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

}  // namespace

std::size_t fixed_size_bytes(GgufValueType type) {
  const auto index = static_cast<std::uint32_t>(type);
  return index < kValueSizes.size() ? kValueSizes[index] : 0;
}

std::string_view name(GgufValueType type) {
  const auto index = static_cast<std::uint32_t>(type);
  return index < kValueNames.size() ? kValueNames[index] : "unknown";
}

std::optional<DType> dtype_of_gguf(std::uint32_t type) {
  for (const auto& [number, dtype] : kRead) {
    if (number == type) return dtype;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> gguf_type_of(DType dtype) {
  for (const auto& [number, read] : kRead) {
    if (read == dtype) return number;
  }
  return std::nullopt;
}

std::string_view gguf_type_name(std::uint32_t type) {
  for (const auto& [number, text] : kNotRead) {
    if (number == type) return text;
  }
  const std::optional<DType> dtype = dtype_of_gguf(type);
  return dtype ? name(*dtype) : "unknown";
}

}  // namespace st
