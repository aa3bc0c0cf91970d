#include <cstdint>

#include "kernels/simd/vec.h"

namespace st::kernels::ST_ISA_NAMESPACE {
namespace {

// As many chains as two units with a latency of four or five can be kept busy with, within 16 registers.
constexpr int kChains = 12;

// Variables, not an array: the compiler must keep them in registers. The empty assembly keeps it from
// folding rounds.
template <typename Step>
ST_INLINE float run_chains(std::int64_t rounds, const Step& step) {
  auto s0 = splat(0.0f).v;
  auto s1 = splat(1.0f).v;
  auto s2 = splat(2.0f).v;
  auto s3 = splat(3.0f).v;
  auto s4 = splat(4.0f).v;
  auto s5 = splat(5.0f).v;
  auto s6 = splat(6.0f).v;
  auto s7 = splat(7.0f).v;
  auto s8 = splat(8.0f).v;
  auto s9 = splat(9.0f).v;
  auto s10 = splat(10.0f).v;
  auto s11 = splat(11.0f).v;
  for (std::int64_t round = 0; round < rounds; ++round) {
    s0 = step({s0}).v;
    s1 = step({s1}).v;
    s2 = step({s2}).v;
    s3 = step({s3}).v;
    s4 = step({s4}).v;
    s5 = step({s5}).v;
    s6 = step({s6}).v;
    s7 = step({s7}).v;
    s8 = step({s8}).v;
    s9 = step({s9}).v;
    s10 = step({s10}).v;
    s11 = step({s11}).v;
    asm volatile(""
                 : "+x"(s0), "+x"(s1), "+x"(s2), "+x"(s3), "+x"(s4), "+x"(s5), "+x"(s6), "+x"(s7), "+x"(s8),
                   "+x"(s9), "+x"(s10), "+x"(s11));
  }
  return sum_of(F32{s0} + F32{s1} + F32{s2} + F32{s3} + F32{s4} + F32{s5} + F32{s6} + F32{s7} + F32{s8} +
                F32{s9} + F32{s10} + F32{s11});
}

}  // namespace

// Each runs `rounds` rounds and returns how many operations that was; `sink` takes a result that depends on
// all of them.
double f32_operations_simd(std::int64_t rounds, float* sink) {
  const F32 a = splat(*sink), b = splat(*sink);
  *sink = run_chains(rounds, [&](F32 sum) { return fused(sum, a, b); });
  return static_cast<double>(rounds) * kChains * kLanes * 2;
}
double bf16_operations_simd(std::int64_t rounds, float* sink) {
  const F32 b = splat(*sink);
  // The sums are factors too, so that no product can be taken out of the loop.
  *sink = run_chains(rounds, [&](F32 sum) { return add_bf16_products(sum, sum, b); });
  return static_cast<double>(rounds) * kChains * kBf16Products * 2;
}
double byte_operations_simd(std::int64_t rounds, float* sink) {
  const F32 b = splat(*sink);
  *sink = run_chains(rounds, [&](F32 sum) { return add_byte_products(sum, sum, b); });
  return static_cast<double>(rounds) * kChains * kByteProducts * 2;
}

// Reads n floats, a multiple of 8 vectors; a sum that depends on all of them.
float read_all_simd(const float* values, std::int64_t n) {
  F32 sums[8];
  for (F32& sum : sums) sum = zero();
  for (std::int64_t i = 0; i + 8 * kLanes <= n; i += 8 * kLanes) {
#pragma GCC unroll 8
    for (int j = 0; j < 8; ++j) sums[j] = largest(load(values + i + j * kLanes), sums[j]);
  }
  F32 total = sums[0];
  for (int j = 1; j < 8; ++j) total = total + sums[j];
  return sum_of(total);
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
