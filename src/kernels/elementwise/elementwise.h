#pragma once

#include <cstdint>
#include <span>

#include "kernels/kernel_context.h"

namespace st::kernels {

// y[i] = x[i] + scale * add[i]. Any shape; y may be x or add.
void add_scaled(const KernelContext& context, std::span<const float> x, std::span<const float> add,
                float scale, std::span<float> y);

// y[i] = x[i] + add[i].
inline void add(const KernelContext& context, std::span<const float> x, std::span<const float> addend,
                std::span<float> y) {
  add_scaled(context, x, addend, 1.0f, y);
}

// y[t, i] = x[t, i] + bias[i], x and y: [n_tokens, bias.size()]; y may be x.
void add_bias(const KernelContext& context, std::span<const float> x, std::span<const float> bias,
              std::span<float> y);

// y[i] = scale * x[i]; y may be x.
void scale_values(const KernelContext& context, float scale, std::span<const float> x, std::span<float> y);

// y[i] = x[i] * factor[i]; y may be x or factor.
void multiply(const KernelContext& context, std::span<const float> x, std::span<const float> factor,
              std::span<float> y);

}  // namespace st::kernels
