#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

namespace st::kernels::ST_ISA_NAMESPACE {

// The compiler's own vectors of four: SSE2 on x86-64, NEON on AArch64, loops elsewhere.
constexpr int kLanes = 4;
typedef float FloatVector __attribute__((vector_size(16)));
typedef std::int32_t IntVector __attribute__((vector_size(16)));

struct F32 {
  FloatVector v;
};
struct Mask {
  IntVector v;
};

ST_INLINE F32 load(const float* p) {
  F32 a;
  std::memcpy(&a.v, p, sizeof(a.v));
  return a;
}
ST_INLINE void store(float* p, F32 a) {
  std::memcpy(p, &a.v, sizeof(a.v));
}
ST_INLINE F32 splat(float x) {
  return {FloatVector{x, x, x, x}};
}
ST_INLINE F32 zero() {
  return splat(0.0f);
}
ST_INLINE F32 load_first(const float* p, int n) {
  F32 a = zero();
  for (int i = 0; i < n; ++i) a.v[i] = p[i];
  return a;
}
ST_INLINE void store_first(float* p, F32 a, int n) {
  for (int i = 0; i < n; ++i) p[i] = a.v[i];
}

ST_INLINE F32 operator+(F32 a, F32 b) {
  return {a.v + b.v};
}
ST_INLINE F32 operator-(F32 a, F32 b) {
  return {a.v - b.v};
}
ST_INLINE F32 operator*(F32 a, F32 b) {
  return {a.v * b.v};
}
ST_INLINE F32 operator/(F32 a, F32 b) {
  return {a.v / b.v};
}
ST_INLINE F32 fused(F32 a, F32 b, F32 c) {
  return {a.v * b.v + c.v};
}
ST_INLINE Mask operator<(F32 a, F32 b) {
  return {a.v < b.v};
}
ST_INLINE F32 select(Mask mask, F32 yes, F32 no) {
  const IntVector bits =
      (mask.v & reinterpret_cast<IntVector>(yes.v)) | (~mask.v & reinterpret_cast<IntVector>(no.v));
  return {reinterpret_cast<FloatVector>(bits)};
}
ST_INLINE F32 largest(F32 a, F32 b) {
  return select(b < a, a, b);
}
ST_INLINE F32 smallest(F32 a, F32 b) {
  return select(a < b, a, b);
}
ST_INLINE F32 absolute(F32 a) {
  const IntVector keep{0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff};
  return {reinterpret_cast<FloatVector>(reinterpret_cast<IntVector>(a.v) & keep)};
}
ST_INLINE F32 square_root(F32 a) {
  for (int i = 0; i < kLanes; ++i) a.v[i] = __builtin_sqrtf(a.v[i]);
  return a;
}
ST_INLINE float sum_of(F32 a) {
  return (a.v[0] + a.v[2]) + (a.v[1] + a.v[3]);
}
ST_INLINE float largest_of(F32 a) {
  const float x = a.v[0] > a.v[1] ? a.v[0] : a.v[1];
  const float y = a.v[2] > a.v[3] ? a.v[2] : a.v[3];
  return x > y ? x : y;
}

// To the nearest whole number, halves to even, for |a| < 2^22: adding 1.5 * 2^23 leaves no bits for a
// fraction.
ST_INLINE F32 nearest(F32 a) {
  const F32 shift = splat(12582912.0f);
  return (a + shift) - shift;
}
// 2^a for whole a in [-126, 127].
ST_INLINE F32 power_of_two(F32 a) {
  const IntVector exponent = __builtin_convertvector(a.v, IntVector) + 127;
  return {reinterpret_cast<FloatVector>(exponent << 23)};
}

ST_INLINE float bits_to_float(std::uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof(x));
  return x;
}
ST_INLINE std::uint32_t float_to_bits(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  return bits;
}
// IEEE 754 half to single: shifted into place, the exponent re-biased by a multiplication that also mends
// denormals.
ST_INLINE float half_to_float(std::uint16_t half) {
  const std::uint32_t magnitude = static_cast<std::uint32_t>(half & 0x7fffu) << 13;
  const float normal = bits_to_float(magnitude) * 0x1p112f;
  const float special = bits_to_float(magnitude | 0x7f800000u);
  const float x = magnitude >= 0x0f800000u ? special : normal;
  return bits_to_float(float_to_bits(x) | static_cast<std::uint32_t>(half & 0x8000u) << 16);
}
ST_INLINE F32 load_f16(const std::uint16_t* p) {
  F32 a;
  for (int i = 0; i < kLanes; ++i) a.v[i] = half_to_float(p[i]);
  return a;
}
ST_INLINE F32 load_bf16(const std::uint16_t* p) {
  F32 a;
  for (int i = 0; i < kLanes; ++i) a.v[i] = bits_to_float(static_cast<std::uint32_t>(p[i]) << 16);
  return a;
}
ST_INLINE F32 load_i8(const std::int8_t* p) {
  return {FloatVector{static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]),
                      static_cast<float>(p[3])}};
}
ST_INLINE F32 load_u8(const std::uint8_t* p) {
  return {FloatVector{static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]),
                      static_cast<float>(p[3])}};
}

// u[i] = table[u[i]] for 16 bytes below 16.
ST_INLINE void look_up_16(const std::uint8_t* table, std::uint8_t* u) {
  for (int i = 0; i < 16; ++i) u[i] = table[u[i]];
}

// 32 products of bytes at a time.
struct Dot8 {
  float sum = 0.0f;

  static ST_INLINE std::int32_t products_of_16(const std::uint8_t* u, const std::int8_t* x) {
    std::int32_t total = 0;
    for (int i = 0; i < 16; ++i) total += static_cast<std::int32_t>(u[i]) * x[i];
    return total;
  }
  // factor * (u . x) more; the first 16 bytes are scaled by scales[0], the last 16 by scales[1].
  ST_INLINE void add_block(const std::uint8_t* u, const std::int8_t* x, const float* scales, float factor) {
    const float low = scales[0] * factor, high = scales[1] * factor;
    sum += low * static_cast<float>(products_of_16(u, x));
    sum += high * static_cast<float>(products_of_16(u + 16, x + 16));
  }
  ST_INLINE void add_block(const std::uint8_t* u, const std::int8_t* x, float scale) {
    sum += scale * static_cast<float>(products_of_16(u, x) + products_of_16(u + 16, x + 16));
  }
  ST_INLINE float total() const { return sum; }
};

// What the machine's peak is measured with. There is no instruction of its own for bf16 and bytes.
constexpr int kBf16Products = 4;  // a call
ST_INLINE F32 add_bf16_products(F32 sums, F32 a, F32 b) {
  return fused(a, b, sums);
}
constexpr int kByteProducts = 4;
ST_INLINE F32 add_byte_products(F32 sums, F32 a, F32 b) {
  return fused(a, b, sums);
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
