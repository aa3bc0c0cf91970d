#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

namespace st::kernels::ST_ISA_NAMESPACE {

constexpr int kLanes = 16;

struct F32 {
  __m512 v;
};
using Mask = __mmask16;

ST_INLINE F32 load(const float* p) {
  return {_mm512_loadu_ps(p)};
}
ST_INLINE void store(float* p, F32 a) {
  _mm512_storeu_ps(p, a.v);
}
ST_INLINE F32 splat(float x) {
  return {_mm512_set1_ps(x)};
}
ST_INLINE F32 zero() {
  return {_mm512_setzero_ps()};
}
ST_INLINE __mmask16 first_lanes(int n) {
  return static_cast<__mmask16>((1u << n) - 1u);
}
ST_INLINE F32 load_first(const float* p, int n) {
  return {_mm512_maskz_loadu_ps(first_lanes(n), p)};
}
ST_INLINE void store_first(float* p, F32 a, int n) {
  _mm512_mask_storeu_ps(p, first_lanes(n), a.v);
}

ST_INLINE F32 operator+(F32 a, F32 b) {
  return {_mm512_add_ps(a.v, b.v)};
}
ST_INLINE F32 operator-(F32 a, F32 b) {
  return {_mm512_sub_ps(a.v, b.v)};
}
ST_INLINE F32 operator*(F32 a, F32 b) {
  return {_mm512_mul_ps(a.v, b.v)};
}
ST_INLINE F32 operator/(F32 a, F32 b) {
  return {_mm512_div_ps(a.v, b.v)};
}
ST_INLINE F32 fused(F32 a, F32 b, F32 c) {
  return {_mm512_fmadd_ps(a.v, b.v, c.v)};
}
ST_INLINE F32 largest(F32 a, F32 b) {
  return {_mm512_max_ps(a.v, b.v)};
}
ST_INLINE F32 smallest(F32 a, F32 b) {
  return {_mm512_min_ps(a.v, b.v)};
}
ST_INLINE F32 absolute(F32 a) {
  return {_mm512_abs_ps(a.v)};
}
ST_INLINE F32 square_root(F32 a) {
  return {_mm512_sqrt_ps(a.v)};
}
ST_INLINE Mask operator<(F32 a, F32 b) {
  return _mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ);
}
ST_INLINE F32 select(Mask mask, F32 yes, F32 no) {
  return {_mm512_mask_blend_ps(mask, no.v, yes.v)};
}
ST_INLINE float sum_of(F32 a) {
  return _mm512_reduce_add_ps(a.v);
}
ST_INLINE float largest_of(F32 a) {
  return _mm512_reduce_max_ps(a.v);
}

// To the nearest whole number, halves to even.
ST_INLINE F32 nearest(F32 a) {
  return {_mm512_roundscale_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
}
// 2^a for whole a in [-126, 127].
ST_INLINE F32 power_of_two(F32 a) {
  const __m512i exponent = _mm512_add_epi32(_mm512_cvtps_epi32(a.v), _mm512_set1_epi32(127));
  return {_mm512_castsi512_ps(_mm512_slli_epi32(exponent, 23))};
}

ST_INLINE F32 load_f16(const std::uint16_t* p) {
  return {_mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
}
ST_INLINE F32 load_bf16(const std::uint16_t* p) {
  const __m512i wide = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  return {_mm512_castsi512_ps(_mm512_slli_epi32(wide, 16))};
}
ST_INLINE F32 load_i8(const std::int8_t* p) {
  return {_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))))};
}
ST_INLINE F32 load_u8(const std::uint8_t* p) {
  return {_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))))};
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

// 32 products of bytes at a time, in eight running float sums.
struct Dot8 {
  __m256 sums = _mm256_setzero_ps();

  // Two loads: `u` was just written by halves, and a load over two stores would wait for both.
  static ST_INLINE __m256i halves_at(const std::uint8_t* u) {
    const __m128i* half = reinterpret_cast<const __m128i*>(u);
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(half)), _mm_loadu_si128(half + 1),
                                   1);
  }
  // sums += factor * (u . x); the first 16 bytes are scaled by scales[0], the last 16 by scales[1].
  ST_INLINE void add_block(const std::uint8_t* u, const std::int8_t* x, const float* scales, float factor) {
    const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(x));
    const __m256 products =
        _mm256_cvtepi32_ps(_mm256_dpbusd_epi32(_mm256_setzero_si256(), halves_at(u), b));
    double both;
    std::memcpy(&both, scales, sizeof(both));
    const __m256i halves = _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1);
    const __m256 scale = _mm256_permutevar8x32_ps(_mm256_castpd_ps(_mm256_set1_pd(both)), halves);
    sums = _mm256_fmadd_ps(products, _mm256_mul_ps(scale, _mm256_set1_ps(factor)), sums);
  }
  ST_INLINE void add_block(const std::uint8_t* u, const std::int8_t* x, float scale) {
    const __m256i a = halves_at(u);
    const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(x));
    const __m256 products = _mm256_cvtepi32_ps(_mm256_dpbusd_epi32(_mm256_setzero_si256(), a, b));
    sums = _mm256_fmadd_ps(products, _mm256_set1_ps(scale), sums);
  }
  ST_INLINE float total() const {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(sums), _mm256_extractf128_ps(sums, 1));
    four = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(four, _mm_movehdup_ps(four)));
  }
};

// What the machine's peak is measured with: sums of products in its widest instructions.
constexpr int kBf16Products = 32;  // a call
ST_INLINE F32 add_bf16_products(F32 sums, F32 a, F32 b) {
  return {_mm512_dpbf16_ps(sums.v, reinterpret_cast<__m512bh>(a.v), reinterpret_cast<__m512bh>(b.v))};
}
constexpr int kByteProducts = 64;
ST_INLINE F32 add_byte_products(F32 sums, F32 a, F32 b) {
  return {_mm512_castsi512_ps(_mm512_dpbusd_epi32(_mm512_castps_si512(sums.v), _mm512_castps_si512(a.v),
                                                  _mm512_castps_si512(b.v)))};
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
