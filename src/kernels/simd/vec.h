#pragma once

// The vector words that every *_simd.cc is written in: one header per ISA, the same names in each. Included
// only by files that cmake/simd.cmake compiles; everything lives in ST_ISA_NAMESPACE and is inlined, so
// that no code for a newer machine can be reached from an older one.
//
// F32 is kLanes floats with + - * / and fused(a, b, c) = a * b + c, rounded once where the ISA can.
//
// Loads and stores are unaligned; load_first and store_first touch only the first n lanes, the rest reads
// as zero. load_f16, load_bf16, load_i8, load_u8 widen; half_to_float does one.
//
// largest and smallest are lane-wise: where a lane of the first argument is NaN, or of either, the second
// is returned.
//
// Dot8 sums products of unsigned by signed bytes, 32 at a time.

#if !defined(ST_ISA_NAMESPACE)
#error "kernels/simd/vec.h is for *_simd.cc only: cmake/simd.cmake says for which ISA"
#endif

#define ST_INLINE inline __attribute__((always_inline))

#if defined(ST_SIMD_AVX512)
#include "kernels/simd/vec_avx512.h"
#elif defined(ST_SIMD_AVX2)
#include "kernels/simd/vec_avx2.h"
#else
#include "kernels/simd/vec_baseline.h"
#endif

#include "kernels/simd/vec_math.h"
