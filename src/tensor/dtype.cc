#include "tensor/dtype.h"

#include <array>
#include <bit>

#include "base/check.h"

namespace st {
namespace {

static_assert(std::endian::native == std::endian::little, "the files and the codecs are little endian");

constexpr std::array<DTypeInfo, kDTypeCount> kInfo = {{
    {"f64", 1, 8},      {"f32", 1, 4},      {"f16", 1, 2},      {"bf16", 1, 2},     {"i64", 1, 8},
    {"i32", 1, 4},      {"i16", 1, 2},      {"i8", 1, 1},       {"u64", 1, 8},      {"u32", 1, 4},
    {"u16", 1, 2},      {"u8", 1, 1},       {"bool", 1, 1},     {"q8_0", 32, 34},   {"q4_0", 32, 18},
    {"q4_1", 32, 20},   {"q5_0", 32, 22},   {"q5_1", 32, 24},   {"q2_k", 256, 84},  {"q3_k", 256, 110},
    {"q4_k", 256, 144}, {"q5_k", 256, 176}, {"q6_k", 256, 210}, {"iq4_nl", 32, 18}, {"iq4_xs", 256, 136},
}};
static_assert(static_cast<std::size_t>(DType::kIQ4_XS) + 1 == kDTypeCount);

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_in_any_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace

const DTypeInfo& info(DType dtype) {
  const auto index = static_cast<std::size_t>(dtype);
  ST_CHECK(index < kInfo.size());
  return kInfo[index];
}

std::string_view name(DType dtype) {
  return info(dtype).name;
}

std::optional<DType> find_dtype(std::string_view wanted) {
  for (std::size_t i = 0; i < kInfo.size(); ++i) {
    if (equal_in_any_case(kInfo[i].name, wanted)) return static_cast<DType>(i);
  }
  return std::nullopt;
}

std::optional<std::size_t> byte_count(DType dtype, std::size_t n_elements) {
  const DTypeInfo& of = info(dtype);
  if (n_elements % of.block_elements != 0) return std::nullopt;
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(n_elements / of.block_elements, of.block_bytes, &bytes)) return std::nullopt;
  return bytes;
}

}  // namespace st
