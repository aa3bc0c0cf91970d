#pragma once

#include <cstdint>
#include <span>

#include "model/block_spec.h"
#include "model/decoder_weights.h"
#include "model/load_options.h"
#include "weights/tensor_table.h"

namespace st::model {

// What a model's matrices will take, told before any of them is read.
struct PlannedWeights {
  std::int64_t mapped_bytes = 0;  // stay in the file and come into memory as they are touched
  std::int64_t owned_bytes = 0;   // converted, drawn or turned round
  std::int64_t lookup_bytes = 0;  // of the mapped ones: an embedding that is read by the row, and not whole
  std::int64_t lookup_rows = 0;
  std::int64_t total() const { return mapped_bytes + owned_bytes; }
  // What is in memory once these tokens, which are in the vocabulary, and so many unknown ones have been
  // computed.
  std::int64_t touched_bytes(std::span<const std::int32_t> known, std::int64_t n_unknown) const;
};

// The same numbers that load_decoder_weights ends up with under the same arguments. A tensor that is
// missing counts as f32; loading will refuse it.
PlannedWeights plan_weights(const TensorTable& tensors, const BlockSpec& spec, const DecoderNames& names,
                            const LoadOptions& options);

}  // namespace st::model
