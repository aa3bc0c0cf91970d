#pragma once

#include <vector>

#include "base/result.h"

namespace st::kernels {

// The instruction sets that the *_simd.cc files are compiled for, oldest first.
enum class Isa {
  kBaseline,  // what every machine of this architecture has (SSE2 on x86-64)
  kAvx2,      // AVX2, FMA, F16C
  kAvx512,    // AVX-512 F, BW, VL, DQ, VNNI, BF16
};

const char* isa_name(Isa isa);  // "baseline", "avx2", "avx512": the values of ST_ISA

// The ISAs that this build has and this machine can run, oldest first. Never empty.
std::vector<Isa> usable_isas();

// The newest usable ISA, or the one that the environment variable ST_ISA names. A name that is unknown, or
// that this machine can't run, is a usage error. Thread-safe; reads the environment at each call.
Result<Isa> choose_isa();

}  // namespace st::kernels
