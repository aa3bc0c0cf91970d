#pragma once

#include <cstdint>
#include <memory>

#include "base/progress.h"
#include "base/result.h"
#include "kernels/kernel_context.h"
#include "model/decoder.h"

namespace st::cli {

struct ModelBenchSetting {
  DType key_type = DType::kF16;
  DType value_type = DType::kF16;
  std::int64_t chunk_tokens = 256;  // a prefill is read in steps of so many
};

struct ModelMeasurement {
  std::int64_t n_tokens = 0;  // read, or made
  double seconds = 0.0;
  double n_flop = 0.0;           // matrices, and pairs of queries and keys that the mask lets through
  double n_bytes = 0.0;          // weights and cached keys and values, as often as they are read
  std::int64_t peak_bytes = 0;   // cache and work space, beyond the loaded model
  std::int64_t cache_bytes = 0;  // of which keys and values
};

// A prefill of n_tokens drawn ids. kResources where the cache does not fit.
Result<ModelMeasurement> measure_prefill(const kernels::KernelContext& context,
                                         const model::Decoder& decoder, const ModelBenchSetting& setting,
                                         std::int64_t n_tokens, const Progress& progress = {});

// n_tokens single tokens, one after the other, behind n_before that the cache is filled with: with drawn
// numbers, which take as long to read as computed ones and no time to make.
Result<ModelMeasurement> measure_decode(const kernels::KernelContext& context,
                                        const model::Decoder& decoder, const ModelBenchSetting& setting,
                                        std::int64_t n_before, std::int64_t n_tokens);

}  // namespace st::cli
