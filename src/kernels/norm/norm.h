#pragma once

#include <cstdint>
#include <span>

#include "kernels/kernel_context.h"

namespace st::kernels {

// y = (x - mean(x)) / sqrt(variance(x) + epsilon) * weight + bias, over each row of d_model (Ba, Kiros,
// Hinton 2016).
struct LayerNorm {
  std::int64_t d_model = 0;
  std::span<const float> weight;  // [d_model], or empty for ones
  std::span<const float> bias;    // [d_model], or empty for zeros
  float epsilon = 1e-5f;
};

// y = x / sqrt(mean(x^2) + epsilon) * (weight_offset + weight), over each row of d_model (Zhang, Sennrich
// 2019). Gemma stores its weights less one: weight_offset = 1.
struct RmsNorm {
  std::int64_t d_model = 0;
  std::span<const float> weight;  // [d_model], or empty for ones
  float epsilon = 1e-6f;
  float weight_offset = 0.0f;
};

// x and y: [n_tokens, d_model]; n_tokens may be any number of rows, such as tokens times heads. y may be x.
void layer_norm(const KernelContext& context, const LayerNorm& norm, std::span<const float> x,
                std::span<float> y);
void rms_norm(const KernelContext& context, const RmsNorm& norm, std::span<const float> x,
              std::span<float> y);

// The truth that the fast forms are held against: sums in double.
void layer_norm_ref(const LayerNorm& norm, std::span<const float> x, std::span<float> y);
void rms_norm_ref(const RmsNorm& norm, std::span<const float> x, std::span<float> y);

}  // namespace st::kernels
