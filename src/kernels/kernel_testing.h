#pragma once

// For *_test.cc files: random rows that are the same on every run, every usable ISA, and how far two rows
// are apart.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "kernels/kernel_context.h"

// Whether a sanitizer slows every access down: tests that try many random cases then try fewer and smaller
// ones.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ST_SANITIZED true
#endif
#endif
#ifndef ST_SANITIZED
#define ST_SANITIZED false
#endif

namespace st::kernels {

inline std::vector<float> random_values(std::size_t n, std::uint32_t seed, float scale = 1.0f) {
  std::mt19937 generator(seed);
  std::vector<float> values(n);
  // Sums of uniform numbers: the standard's normal_distribution differs between libraries.
  for (float& value : values) {
    float sum = 0.0f;
    for (int i = 0; i < 4; ++i) sum += static_cast<float>(generator() >> 8) * 0x1p-24f - 0.5f;
    value = scale * sum * 1.7320508f;
  }
  return values;
}

// |a - b| where a is below 1, and relative to a above.
template <typename A, typename B>
double largest_difference(const A& a, const B& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double expected = static_cast<double>(a[i]);
    const double difference =
        std::abs(expected - static_cast<double>(b[i])) / std::max(1.0, std::abs(expected));
    if (!(difference <= largest)) largest = difference;  // a NaN is a difference too
  }
  return largest;
}

}  // namespace st::kernels
