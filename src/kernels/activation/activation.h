#pragma once

#include <cstdint>
#include <span>

#include "kernels/kernel_context.h"

namespace st::kernels {

enum class Activation : std::uint8_t {
  kIdentity,
  kRelu,         // max(x, 0)
  kReluSquared,  // max(x, 0)^2
  kSilu,         // x / (1 + exp(-x)), also called swish
  kGelu,         // x * Phi(x), with the error function (Hendrycks, Gimpel 2016)
  kGeluTanh,     // x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3))), the approximation that GPT-2 trained
                 // with
  kGeluQuick,    // x / (1 + exp(-1.702 x))
  kTanh,
  kSigmoid,
};

// y[i] = activation(x[i]). Any shape; y may be x.
void activate(const KernelContext& context, Activation activation, std::span<const float> x,
              std::span<float> y);

// y[i] = activation(gate[i]) * up[i]: SwiGLU, GeGLU, ReGLU (Shazeer 2020). Any shape; y may be gate or up.
void activate_gated(const KernelContext& context, Activation activation, std::span<const float> gate,
                    std::span<const float> up, std::span<float> y);

// y[i] = cap * tanh(x[i] / cap): logit soft capping (Gemma 2). y may be x.
void soft_cap(const KernelContext& context, float cap, std::span<const float> x, std::span<float> y);

// The truth: one value, in double.
double activate_ref(Activation activation, double x);

}  // namespace st::kernels
