#pragma once

// How an op reaches its *_simd.cc: declare the function once for all ISAs, call the one that was chosen.
//
//   ST_DECLARE_PER_ISA(void rms_norm_simd(const NormArguments& arguments))     // in namespace st::kernels
//   ST_CALL_FOR_ISA(isa, rms_norm_simd, arguments)
//
// Only for .cc files of this room that are compiled for the oldest machine.

#include "kernels/isa.h"

#if defined(ST_HAS_AVX2)
#define ST_DECLARE_AVX2(...) \
  namespace avx2 {           \
  __VA_ARGS__;               \
  }
#define ST_CASE_AVX2(function, ...) \
  case ::st::kernels::Isa::kAvx2:   \
    return ::st::kernels::avx2::function(__VA_ARGS__);
#else
#define ST_DECLARE_AVX2(...)
#define ST_CASE_AVX2(function, ...)
#endif

#if defined(ST_HAS_AVX512)
#define ST_DECLARE_AVX512(...) \
  namespace avx512 {           \
  __VA_ARGS__;                 \
  }
#define ST_CASE_AVX512(function, ...) \
  case ::st::kernels::Isa::kAvx512:   \
    return ::st::kernels::avx512::function(__VA_ARGS__);
#else
#define ST_DECLARE_AVX512(...)
#define ST_CASE_AVX512(function, ...)
#endif

#define ST_DECLARE_PER_ISA(...) \
  namespace baseline {          \
  __VA_ARGS__;                  \
  }                             \
  ST_DECLARE_AVX2(__VA_ARGS__)  \
  ST_DECLARE_AVX512(__VA_ARGS__)

#define ST_CALL_FOR_ISA(isa, function, ...)                  \
  switch (isa) {                                             \
    ST_CASE_AVX2(function, __VA_ARGS__)                      \
    ST_CASE_AVX512(function, __VA_ARGS__)                    \
    default:                                                 \
      return ::st::kernels::baseline::function(__VA_ARGS__); \
  }
