#pragma once

#include <cstddef>

#include "base/result.h"
#include "scale/footprint.h"
#include "tensor/dtype.h"

namespace st::cli {

// What this machine does with weights and keys and values of these types, measured in a few seconds on a
// model of random weights that is larger than most processors' caches. kResources where there is no room
// for it.
Result<scale::MachineSpeed> measure_speed(DType weights, DType kv_type, std::size_t n_threads);

}  // namespace st::cli
