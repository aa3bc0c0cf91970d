#pragma once

#include <cstddef>

#include "base/result.h"
#include "kernels/kernel_context.h"

namespace st::kernels {

// What this machine can do at most, measured now, on the pool's threads and with the context's ISA: what
// the figures of `bench` are shares of. A multiplication and an addition are two operations.
struct MachinePeaks {
  double f32_gflop_per_s = 0.0;
  double bf16_gflop_per_s =
      0.0;  // products of bf16 summed in f32; as f32 where the ISA has no instruction for it
  double int8_gop_per_s = 0.0;  // products of bytes summed in 32 bits
  double read_gb_per_s =
      0.0;  // reading memory from one end to the other, far more than a core's caches hold
  std::size_t threads = 0;
};

// Takes about `seconds`, in equal parts. The best of several short runs: others may use the machine too.
// kResources where there is no memory to read.
Result<MachinePeaks> measure_machine(const KernelContext& context, double seconds = 1.0);

}  // namespace st::kernels
