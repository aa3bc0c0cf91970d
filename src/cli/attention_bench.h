#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kernels/attention/attention_plan.h"
#include "kernels/kernel_context.h"
#include "tensor/dtype.h"

namespace st::cli {

// One causal attention call over random numbers, timed.
struct AttentionRun {
  bool is_flash = true;
  bool is_decode = false;  // one query over n_tokens keys; else n_tokens queries over themselves
  std::int64_t n_tokens = 0;
};

struct AttentionMeasurement {
  AttentionRun run;
  double seconds = 0.0;
  double n_flop = 0.0;             // 4 * head_dim for each pair of query and key that the mask lets through
  double n_kv_bytes = 0.0;         // keys and values, read once
  std::int64_t peak_bytes = 0;     // queries, keys, values, output and work space
  std::int64_t scratch_bytes = 0;  // of which work space
};

struct AttentionSetting {
  kernels::AttentionShape shape;
  DType key_type = DType::kF16;
  DType value_type = DType::kF16;
};

// What the run will take at most: known from the shapes alone.
std::int64_t planned_bytes(const AttentionSetting& setting, const AttentionRun& run, std::size_t n_threads);

// Short runs are repeated, the best counts. kResources where the memory is not to be had.
Result<AttentionMeasurement> measure_attention(const kernels::KernelContext& context,
                                               const AttentionSetting& setting, const AttentionRun& run);

}  // namespace st::cli
