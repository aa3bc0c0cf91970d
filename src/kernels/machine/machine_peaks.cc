#include "kernels/machine/machine_peaks.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <vector>

#include "kernels/isa_dispatch.h"
#include "kernels/scratch_buffer.h"

namespace st::kernels {

ST_DECLARE_PER_ISA(double f32_operations_simd(std::int64_t rounds, float* sink))
ST_DECLARE_PER_ISA(double bf16_operations_simd(std::int64_t rounds, float* sink))
ST_DECLARE_PER_ISA(double byte_operations_simd(std::int64_t rounds, float* sink))
ST_DECLARE_PER_ISA(float read_all_simd(const float* values, std::int64_t n))

namespace {

// Far above the second-level caches of the cores together.
constexpr std::size_t kReadBytes = std::size_t{512} << 20;
constexpr std::size_t kReadParts = 64;
constexpr std::int64_t kRounds = 400000;  // a few milliseconds

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double f32_operations(Isa isa, std::int64_t rounds, float* sink) {
  ST_CALL_FOR_ISA(isa, f32_operations_simd, rounds, sink)
}
double bf16_operations(Isa isa, std::int64_t rounds, float* sink) {
  ST_CALL_FOR_ISA(isa, bf16_operations_simd, rounds, sink)
}
double byte_operations(Isa isa, std::int64_t rounds, float* sink) {
  ST_CALL_FOR_ISA(isa, byte_operations_simd, rounds, sink)
}
float read_all(Isa isa, const float* values, std::int64_t n) {
  ST_CALL_FOR_ISA(isa, read_all_simd, values, n)
}

// Runs `once`, which returns its work, until the time is over; the best work per second, in units of 1e9.
template <typename Once>
double best_rate(double seconds, const Once& once) {
  double best = 0.0;
  const Clock::time_point begin = Clock::now();
  do {
    const Clock::time_point start = Clock::now();
    const double work = once();
    best = std::max(best, work / seconds_since(start));
  } while (seconds_since(begin) < seconds);
  return best * 1e-9;
}

using Operations = double (*)(Isa isa, std::int64_t rounds, float* sink);

double compute_rate(const KernelContext& context, double seconds, Operations operations) {
  const std::size_t n_threads = context.pool->size();
  std::vector<double> done(n_threads);
  std::vector<float> sinks(n_threads);
  return best_rate(seconds, [&] {
    context.pool->run(n_threads, [&](std::size_t part, std::size_t) {
      done[part] = operations(context.isa, kRounds, &sinks[part]);
    });
    double total = 0.0;
    for (const double one : done) total += one;
    return total;
  });
}

double read_rate(const KernelContext& context, double seconds, const float* values) {
  std::vector<float> sinks(kReadParts);
  const std::int64_t part_values = static_cast<std::int64_t>(kReadBytes / kReadParts / sizeof(float));
  return best_rate(seconds, [&] {
    context.pool->run(kReadParts, [&](std::size_t part, std::size_t) {
      sinks[part] =
          read_all(context.isa, values + static_cast<std::int64_t>(part) * part_values, part_values);
    });
    return static_cast<double>(kReadBytes);
  });
}

}  // namespace

Result<MachinePeaks> measure_machine(const KernelContext& context, double seconds) {
  ScratchBuffer memory;
  ST_RETURN_IF_ERROR(memory.reserve(kReadBytes));
  context.pool->run(kReadParts, [&](std::size_t part, std::size_t) {
    std::memset(memory.data() + part * (kReadBytes / kReadParts), 0, kReadBytes / kReadParts);
  });
  MachinePeaks peaks;
  peaks.threads = context.pool->size();
  peaks.f32_gflop_per_s = compute_rate(context, seconds / 4, f32_operations);
  peaks.bf16_gflop_per_s = compute_rate(context, seconds / 4, bf16_operations);
  peaks.int8_gop_per_s = compute_rate(context, seconds / 4, byte_operations);
  peaks.read_gb_per_s = read_rate(context, seconds / 4, reinterpret_cast<const float*>(memory.data()));
  return peaks;
}

}  // namespace st::kernels
