#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace st {

// How the elements of a tensor are stored. Plain types have one element a block; the GGUF block formats
// share scales over 32 or 256 elements of one row (layouts: quant/blocks.h). Everything is little endian.
enum class DType : std::uint8_t {
  kF64,
  kF32,
  kF16,
  kBF16,
  kI64,
  kI32,
  kI16,
  kI8,
  kU64,
  kU32,
  kU16,
  kU8,
  kBool,
  kQ8_0,
  kQ4_0,
  kQ4_1,
  kQ5_0,
  kQ5_1,
  kQ2_K,
  kQ3_K,
  kQ4_K,
  kQ5_K,
  kQ6_K,
  kIQ4_NL,
  kIQ4_XS,
};
inline constexpr std::size_t kDTypeCount = 25;

struct DTypeInfo {
  std::string_view name;           // as printed, and as --type takes it: "f32", "q4_k"
  std::size_t block_elements = 1;  // elements that share one block
  std::size_t block_bytes = 0;

  bool is_block_format() const { return block_elements > 1; }
};

const DTypeInfo& info(DType dtype);
std::string_view name(DType dtype);

// The type of that name in any letter case: "f32", "Q4_K", "bf16".
std::optional<DType> find_dtype(std::string_view name);

// Bytes of `n_elements`; nothing where they are no whole number of blocks or the product overflows.
std::optional<std::size_t> byte_count(DType dtype, std::size_t n_elements);

}  // namespace st
