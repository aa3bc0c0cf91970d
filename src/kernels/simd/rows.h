#pragma once

// Walking a row of any length in vectors: whole vectors first, then one part of a vector. Included after
// vec.h by
// *_simd.cc files.

#include <cstdint>

#include "kernels/simd/vec.h"

namespace st::kernels::ST_ISA_NAMESPACE {

// Calls step(i, lanes) for i = 0, kLanes, 2 kLanes, ... below n; lanes is kLanes but for the last.
template <typename Step>
ST_INLINE void for_lanes(std::int64_t n, const Step& step) {
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) step(i, kLanes);
  if (i < n) step(i, static_cast<int>(n - i));
}

ST_INLINE F32 load_some(const float* p, int lanes) {
  return lanes == kLanes ? load(p) : load_first(p, lanes);
}
ST_INLINE void store_some(float* p, F32 a, int lanes) {
  if (lanes == kLanes) {
    store(p, a);
  } else {
    store_first(p, a, lanes);
  }
}

// `a` with zeros behind its first lanes.
ST_INLINE F32 keep_first(F32 a, int lanes) {
  if (lanes == kLanes) return a;
  float buffer[kLanes];
  store(buffer, a);
  return load_first(buffer, lanes);
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
