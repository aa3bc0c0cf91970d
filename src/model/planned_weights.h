#pragma once

#include <cstdint>

#include "model/block_spec.h"
#include "model/decoder_weights.h"
#include "model/load_options.h"
#include "weights/tensor_table.h"

namespace st::model {

// What a model's matrices will take, told before any of them is read.
struct PlannedWeights {
  std::int64_t mapped_bytes = 0;  // stay in the file and come into memory as they are touched
  std::int64_t owned_bytes = 0;   // converted, drawn or turned round
  std::int64_t total() const { return mapped_bytes + owned_bytes; }
};

// The same numbers that load_decoder_weights ends up with under the same arguments. A tensor that is
// missing counts as f32; loading will refuse it.
PlannedWeights plan_weights(const TensorTable& tensors, const BlockSpec& spec, const DecoderNames& names,
                            const LoadOptions& options);

}  // namespace st::model
