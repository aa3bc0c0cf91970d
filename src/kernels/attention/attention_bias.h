#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace st::kernels {

// The slope of each head's penalty per token of distance (ALiBi, Press et al. 2021), n_heads of them, as
// BLOOM and MPT use them: powers of 2^(-8 / n) for the largest power of two n <= n_heads, then every other
// one of the next finer series. `max_bias` is MPT's alibi_bias_max.
std::vector<float> alibi_slopes(std::int64_t n_heads, float max_bias = 8.0f);

// A learned bias per head and distance key - query; distances beyond either end take the end's value.
struct RelativeBias {
  std::int64_t first_distance = 0;
  std::int64_t n_distances = 0;
  std::vector<float> values;  // [n_heads, n_distances]
};

struct RelativeBuckets {
  std::int64_t n_buckets = 32;
  std::int64_t max_distance = 128;
  bool bidirectional = true;  // encoders; decoders look back only
};

// T5's bucket of a distance key - query (Raffel et al. 2020): exact up to half the buckets, logarithmic
// beyond.
std::int64_t relative_bucket(const RelativeBuckets& buckets, std::int64_t distance);

// From T5's table [n_buckets, n_heads]. Buckets are constant beyond max_distance, so the result is exact
// everywhere.
RelativeBias relative_bias(const RelativeBuckets& buckets, std::int64_t n_heads,
                           std::span<const float> table);

}  // namespace st::kernels
