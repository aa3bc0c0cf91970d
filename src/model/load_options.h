#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "base/parallel.h"
#include "base/progress.h"
#include "tensor/tensor.h"

namespace st::model {

// Weights that are drawn instead of read: what a configuration describes, before any training. Matrices are
// nearly normal around 0 (each value the sum of four uniform ones) with standard deviation `spread`, norms
// are 1, biases 0. Value i of a tensor depends on the seed, the tensor's name and i alone, and no function
// of the C library is in it: the same bytes on every machine, for any number of threads.
struct RandomWeights {
  std::uint64_t seed = 1;
  double spread = 0.02;  // what most configurations call initializer_range
};

// What is done with a checkpoint's tensors on their way into a decoder.
struct LoadOptions {
  // Matrices are brought to this type, of those that quantize_types() of weights/quantize.h lists, by the
  // same rules: the output matrix (or the embedding that stands in for it) is q6_k where the type has fewer
  // bits, rows that are no whole blocks become q8_0, else f16; vectors, routers and position tables stay.
  std::optional<DType> matrix_type;
  std::optional<RandomWeights> random;
  std::size_t jobs = default_job_count();
  Progress progress;  // counts layers
  // Told of each tensor that was copied and is not needed any more.
  std::function<void(const TensorView&)> finished_with;
};

}  // namespace st::model
