#pragma once

// Stored numbers to f32, for any type that weights or KV rows come in.

#include <cstddef>
#include <cstdint>

#include "kernels/simd/block_formats.h"
#include "kernels/simd/rows.h"
#include "tensor/dtype.h"

namespace st::kernels::ST_ISA_NAMESPACE {

template <typename Format>
ST_INLINE void widen(const Unpacked& block, float* out) {
  const F32 offset = splat(static_cast<float>(Format::kOffset));
  for (int group = 0; group < Format::kElements / Format::kGroup; ++group) {
    const F32 scale = splat(block.scale[group]);
    for (int i = group * Format::kGroup; i < (group + 1) * Format::kGroup; i += kLanes) {
      F32 value = scale * (load_u8(block.u + i) - offset);
      if constexpr (Format::kHasMinimum) value = value - splat(block.minimum[group]);
      store(out + i, value);
    }
  }
}

// n elements, a whole number of blocks, from `bytes` on.
template <typename Format>
void unpack_blocks(const std::byte* bytes, std::int64_t n, float* out) {
  const std::uint8_t* block = reinterpret_cast<const std::uint8_t*>(bytes);
  Unpacked unpacked;
  for (std::int64_t i = 0; i < n; i += Format::kElements, block += Format::kBytes) {
    Format::unpack(block, unpacked);
    widen<Format>(unpacked, out + i);
  }
}

inline void unpack_f32(const std::byte* bytes, std::int64_t n, float* out) {
  __builtin_memcpy(out, bytes, static_cast<std::size_t>(n) * sizeof(float));
}
// Rows in files need not be aligned; the vector loads don't ask for it, the tail is read byte by byte.
template <typename LoadVector>
ST_INLINE void unpack_halves(const std::byte* bytes, std::int64_t n, float* out,
                             const LoadVector& load_vector) {
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    store(out + i, load_vector(reinterpret_cast<const std::uint16_t*>(bytes + 2 * i)));
  }
  if (i == n) return;
  std::uint16_t tail[kLanes] = {};
  __builtin_memcpy(tail, bytes + 2 * i, static_cast<std::size_t>(2 * (n - i)));
  store_first(out + i, load_vector(tail), static_cast<int>(n - i));
}
inline void unpack_f16(const std::byte* bytes, std::int64_t n, float* out) {
  unpack_halves(bytes, n, out, [](const std::uint16_t* p) { return load_f16(p); });
}
inline void unpack_bf16(const std::byte* bytes, std::int64_t n, float* out) {
  unpack_halves(bytes, n, out, [](const std::uint16_t* p) { return load_bf16(p); });
}

using Unpack = void (*)(const std::byte* bytes, std::int64_t n, float* out);

// Null for types that hold no numbers to multiply by.
inline Unpack unpack_for(DType type) {
  switch (type) {
    case DType::kF32:
      return unpack_f32;
    case DType::kF16:
      return unpack_f16;
    case DType::kBF16:
      return unpack_bf16;
    case DType::kQ8_0:
      return unpack_blocks<FormatQ8_0>;
    case DType::kQ4_0:
      return unpack_blocks<FormatQ4_0>;
    case DType::kQ4_1:
      return unpack_blocks<FormatQ4_1>;
    case DType::kQ5_0:
      return unpack_blocks<FormatQ5_0>;
    case DType::kQ5_1:
      return unpack_blocks<FormatQ5_1>;
    case DType::kQ2_K:
      return unpack_blocks<FormatQ2_K>;
    case DType::kQ3_K:
      return unpack_blocks<FormatQ3_K>;
    case DType::kQ4_K:
      return unpack_blocks<FormatQ4_K>;
    case DType::kQ5_K:
      return unpack_blocks<FormatQ5_K>;
    case DType::kQ6_K:
      return unpack_blocks<FormatQ6_K>;
    case DType::kIQ4_NL:
      return unpack_blocks<FormatIQ4_NL>;
    case DType::kIQ4_XS:
      return unpack_blocks<FormatIQ4_XS>;
    default:
      return nullptr;
  }
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
