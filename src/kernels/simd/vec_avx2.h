#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

namespace st::kernels::ST_ISA_NAMESPACE {

constexpr int kLanes = 8;

struct F32 {
  __m256 v;
};
using Mask = F32;

ST_INLINE F32 load(const float* p) {
  return {_mm256_loadu_ps(p)};
}
ST_INLINE void store(float* p, F32 a) {
  _mm256_storeu_ps(p, a.v);
}
ST_INLINE F32 splat(float x) {
  return {_mm256_set1_ps(x)};
}
ST_INLINE F32 zero() {
  return {_mm256_setzero_ps()};
}
ST_INLINE __m256i first_lanes(int n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
ST_INLINE F32 load_first(const float* p, int n) {
  return {_mm256_maskload_ps(p, first_lanes(n))};
}
ST_INLINE void store_first(float* p, F32 a, int n) {
  _mm256_maskstore_ps(p, first_lanes(n), a.v);
}

ST_INLINE F32 operator+(F32 a, F32 b) {
  return {_mm256_add_ps(a.v, b.v)};
}
ST_INLINE F32 operator-(F32 a, F32 b) {
  return {_mm256_sub_ps(a.v, b.v)};
}
ST_INLINE F32 operator*(F32 a, F32 b) {
  return {_mm256_mul_ps(a.v, b.v)};
}
ST_INLINE F32 operator/(F32 a, F32 b) {
  return {_mm256_div_ps(a.v, b.v)};
}
ST_INLINE F32 fused(F32 a, F32 b, F32 c) {
  return {_mm256_fmadd_ps(a.v, b.v, c.v)};
}
ST_INLINE F32 largest(F32 a, F32 b) {
  return {_mm256_max_ps(a.v, b.v)};
}
ST_INLINE F32 smallest(F32 a, F32 b) {
  return {_mm256_min_ps(a.v, b.v)};
}
ST_INLINE F32 absolute(F32 a) {
  return {_mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v)};
}
ST_INLINE F32 square_root(F32 a) {
  return {_mm256_sqrt_ps(a.v)};
}
ST_INLINE Mask operator<(F32 a, F32 b) {
  return {_mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ)};
}
ST_INLINE F32 select(Mask mask, F32 yes, F32 no) {
  return {_mm256_blendv_ps(no.v, yes.v, mask.v)};
}
ST_INLINE float sum_of_eight(__m256 a) {
  __m128 four = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  four = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(four, _mm_movehdup_ps(four)));
}
ST_INLINE float sum_of(F32 a) {
  return sum_of_eight(a.v);
}
ST_INLINE float largest_of(F32 a) {
  __m128 four = _mm_max_ps(_mm256_castps256_ps128(a.v), _mm256_extractf128_ps(a.v, 1));
  four = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(four, _mm_movehdup_ps(four)));
}

// To the nearest whole number, halves to even.
ST_INLINE F32 nearest(F32 a) {
  return {_mm256_round_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
}
// 2^a for whole a in [-126, 127].
ST_INLINE F32 power_of_two(F32 a) {
  const __m256i exponent = _mm256_add_epi32(_mm256_cvtps_epi32(a.v), _mm256_set1_epi32(127));
  return {_mm256_castsi256_ps(_mm256_slli_epi32(exponent, 23))};
}

ST_INLINE __m128i load_eight_bytes(const void* p) {
  return _mm_loadl_epi64(static_cast<const __m128i*>(p));
}
ST_INLINE F32 load_f16(const std::uint16_t* p) {
  return {_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
}
ST_INLINE F32 load_bf16(const std::uint16_t* p) {
  const __m256i wide = _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  return {_mm256_castsi256_ps(_mm256_slli_epi32(wide, 16))};
}
ST_INLINE F32 load_i8(const std::int8_t* p) {
  return {_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(load_eight_bytes(p)))};
}
ST_INLINE F32 load_u8(const std::uint8_t* p) {
  return {_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(load_eight_bytes(p)))};
}
ST_INLINE float half_to_float(std::uint16_t half) {
  return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(half)));
}

// u[i] = table[u[i]] for 16 bytes below 16.
ST_INLINE void look_up_16(const std::uint8_t* table, std::uint8_t* u) {
  const __m128i values = _mm_loadu_si128(reinterpret_cast<const __m128i*>(table));
  __m128i* place = reinterpret_cast<__m128i*>(u);
  _mm_storeu_si128(place, _mm_shuffle_epi8(values, _mm_loadu_si128(place)));
}

// 32 products of bytes at a time, in eight running float sums. Widened to 16 bits first: the byte
// instruction would saturate where both factors are large.
struct Dot8 {
  __m256 sums = _mm256_setzero_ps();

  static ST_INLINE __m256i products_of_16(const std::uint8_t* u, const std::int8_t* x) {
    const __m256i a = _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(u)));
    const __m256i b = _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(x)));
    return _mm256_madd_epi16(a, b);
  }
  // factor * (u . x) more; the first 16 bytes are scaled by scales[0], the last 16 by scales[1].
  ST_INLINE void add_block(const std::uint8_t* u, const std::int8_t* x, const float* scales, float factor) {
    const float low = scales[0] * factor, high = scales[1] * factor;
    sums = _mm256_fmadd_ps(_mm256_cvtepi32_ps(products_of_16(u, x)), _mm256_set1_ps(low), sums);
    sums = _mm256_fmadd_ps(_mm256_cvtepi32_ps(products_of_16(u + 16, x + 16)), _mm256_set1_ps(high), sums);
  }
  ST_INLINE void add_block(const std::uint8_t* u, const std::int8_t* x, float scale) {
    const __m256i products = _mm256_add_epi32(products_of_16(u, x), products_of_16(u + 16, x + 16));
    sums = _mm256_fmadd_ps(_mm256_cvtepi32_ps(products), _mm256_set1_ps(scale), sums);
  }
  ST_INLINE float total() const { return sum_of_eight(sums); }
};

// What the machine's peak is measured with: sums of products in its widest instructions. There is none for
// bf16, which is widened and multiplied as f32.
constexpr int kBf16Products = 8;  // a call
ST_INLINE F32 add_bf16_products(F32 sums, F32 a, F32 b) {
  return fused(a, b, sums);
}
constexpr int kByteProducts = 32;
ST_INLINE F32 add_byte_products(F32 sums, F32 a, F32 b) {
  const __m256i pairs = _mm256_maddubs_epi16(_mm256_castps_si256(a.v), _mm256_castps_si256(b.v));
  const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
  return {_mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(sums.v), fours))};
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
