#pragma once

#include <cstddef>
#include <cstdint>

#include "model/block_spec.h"
#include "scale/scale_table.h"
#include "scale/workload.h"
#include "tensor/dtype.h"

namespace st::scale {

// What a model holds in memory while it reads `context` tokens, in bytes.
struct Footprint {
  std::int64_t context_tokens = 0;
  double weights_f32 = 0.0, weights_bf16 = 0.0;
  double weights_q8_0 = 0.0, weights_q4_k = 0.0;  // with their scales: 8.5 and 4.5 bits a weight
  DType kv_type = DType::kF16;                    // as wanted, else f16: heads may be no whole blocks of it
  double kv_cache = 0.0;
  double scratch_flash = 0.0;  // of one attention call: tiles, whatever the context
  // The same where scores are stored: heads * context^2 values of two bytes, one layer at a time.
  double scratch_naive = 0.0;
};

DType usable_kv_type(const ModelShape& shape, DType wanted);

Footprint footprint_of(const ModelShape& shape, std::int64_t context_tokens, DType kv_type,
                       std::size_t n_threads);

// The shape of a model that is here. Counted from its matrices: vectors are left out.
ModelShape shape_of(const model::BlockSpec& spec, std::string name);

// What this machine does with one kind of weights, measured.
struct MachineSpeed {
  double flop_per_s = 0.0;   // in prompts: two for each weight and token, four for each pair and head value
  double bytes_per_s = 0.0;  // in answers: weights, keys and values as they are read
};

// How long the model would take for the work at that speed. Weights of `weight_bits` a weight.
double seconds_of(const Workload& work, const ModelShape& shape, double weight_bits, DType kv_type,
                  const MachineSpeed& speed);

}  // namespace st::scale
