#include "cli/attention_bench.h"

#include <algorithm>
#include <chrono>

#include "cli/bench.h"
#include "kernels/attention/attention.h"
#include "quant/quant_format.h"

namespace st::cli {
namespace {

using kernels::AttentionCall;
using kernels::AttentionExtent;
using kernels::AttentionPlan;
using kernels::AttentionSequence;

// Numbers between -1 and 1, cheap to make by the million.
class Noise {
 public:
  void fill(float* values, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      state_ = state_ * 1664525u + 1013904223u;
      values[i] = static_cast<float>(state_ >> 8) * 0x1p-23f - 1.0f;
    }
  }

 private:
  std::uint32_t state_ = 1;
};

AttentionExtent extent_of(const AttentionRun& run) {
  return run.is_decode ? AttentionExtent{1, run.n_tokens - 1, run.n_tokens}
                       : AttentionExtent{run.n_tokens, 0, run.n_tokens};
}

std::size_t kv_bytes(const AttentionSetting& setting, DType type, std::int64_t n_tokens) {
  return static_cast<std::size_t>(n_tokens * setting.shape.n_kv_heads *
                                  kernels::kv_row_bytes(type, setting.shape.head_dim));
}

std::size_t query_values(const AttentionSetting& setting, const AttentionRun& run) {
  return static_cast<std::size_t>(extent_of(run).n_queries * setting.shape.n_heads *
                                  setting.shape.head_dim);
}

std::size_t scratch_bytes(const AttentionSetting& setting, const AttentionRun& run, std::size_t n_threads) {
  const AttentionExtent extent = extent_of(run);
  const AttentionPlan plan = kernels::plan_attention(setting.shape, {}, std::span(&extent, 1));
  if (run.is_flash) return kernels::flash_scratch_bytes(setting.shape, plan, n_threads);
  return kernels::naive_scratch_bytes(setting.shape, std::span(&extent, 1)) +
         kernels::flash_scratch_bytes(setting.shape, {}, n_threads);
}

// Encoded row by row, so that making the input takes no memory of its own.
std::vector<std::byte> random_rows(const AttentionSetting& setting, DType type, std::int64_t n_tokens,
                                   Noise& noise) {
  std::vector<std::byte> bytes(kv_bytes(setting, type, n_tokens));
  const std::size_t row_bytes =
      static_cast<std::size_t>(kernels::kv_row_bytes(type, setting.shape.head_dim));
  std::vector<float> row(static_cast<std::size_t>(setting.shape.head_dim));
  for (std::size_t at = 0; at < bytes.size(); at += row_bytes) {
    noise.fill(row.data(), row.size());
    find_quant_format(type)->encode(row.data(), row.size(), bytes.data() + at);
  }
  return bytes;
}

Status run_once(const kernels::KernelContext& context, const AttentionCall& call, const AttentionPlan& plan,
                bool is_flash, kernels::ScratchBuffer& scratch) {
  return is_flash ? kernels::attend_flash(context, call, plan, scratch)
                  : kernels::attend_naive(context, call, scratch);
}

// At least once; again while all together take less than a fifth of a second.
Result<double> best_seconds(const kernels::KernelContext& context, const AttentionCall& call,
                            const AttentionPlan& plan, bool is_flash, kernels::ScratchBuffer& scratch) {
  double best = 0.0, total = 0.0;
  while (best == 0.0 || total < 0.2) {
    const auto start = std::chrono::steady_clock::now();
    ST_RETURN_IF_ERROR(run_once(context, call, plan, is_flash, scratch));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    best = best == 0.0 ? seconds : std::min(best, seconds);
    total += seconds;
  }
  return best;
}

}  // namespace

std::int64_t planned_bytes(const AttentionSetting& setting, const AttentionRun& run,
                           std::size_t n_threads) {
  return static_cast<std::int64_t>(kv_bytes(setting, setting.key_type, run.n_tokens) +
                                   kv_bytes(setting, setting.value_type, run.n_tokens) +
                                   2 * sizeof(float) * query_values(setting, run) +
                                   scratch_bytes(setting, run, n_threads));
}

Result<AttentionMeasurement> measure_attention(const kernels::KernelContext& context,
                                               const AttentionSetting& setting, const AttentionRun& run) {
  PeakMemory memory;
  memory.start();
  Noise noise;
  const std::vector<std::byte> keys = random_rows(setting, setting.key_type, run.n_tokens, noise);
  const std::vector<std::byte> values = random_rows(setting, setting.value_type, run.n_tokens, noise);
  std::vector<float> q(query_values(setting, run)), out(q.size());
  noise.fill(q.data(), q.size());
  AttentionSequence sequence;
  sequence.extent = extent_of(run);
  sequence.kv = kernels::contiguous_kv(setting.key_type, keys.data(), setting.value_type, values.data(),
                                       run.n_tokens, setting.shape.n_kv_heads, setting.shape.head_dim);
  kernels::AttentionOptions options;
  options.scale = 0.125f;
  const AttentionCall call{setting.shape, options, std::span(&sequence, 1), q, out};
  const AttentionPlan plan = kernels::plan_attention(setting.shape, {}, std::span(&sequence.extent, 1));
  kernels::ScratchBuffer scratch;
  AttentionMeasurement measured;
  measured.run = run;
  ST_ASSIGN_OR_RETURN(measured.seconds, best_seconds(context, call, plan, run.is_flash, scratch));
  measured.n_flop = 4.0 * static_cast<double>(plan.n_scores) * static_cast<double>(setting.shape.head_dim);
  measured.n_kv_bytes = static_cast<double>(keys.size() + values.size());
  measured.peak_bytes = memory.peak_bytes();
  measured.scratch_bytes = static_cast<std::int64_t>(scratch.size_bytes());
  return measured;
}

}  // namespace st::cli
