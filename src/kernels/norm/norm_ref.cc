#include <cmath>

#include "kernels/norm/norm.h"

namespace st::kernels {

void layer_norm_ref(const LayerNorm& norm, std::span<const float> x, std::span<float> y) {
  const std::size_t d_model = static_cast<std::size_t>(norm.d_model);
  for (std::size_t row = 0; row < x.size(); row += d_model) {
    double mean = 0.0;
    for (std::size_t i = 0; i < d_model; ++i) mean += x[row + i];
    mean /= static_cast<double>(d_model);
    double variance = 0.0;
    for (std::size_t i = 0; i < d_model; ++i) variance += (x[row + i] - mean) * (x[row + i] - mean);
    variance /= static_cast<double>(d_model);
    const double scale = 1.0 / std::sqrt(variance + norm.epsilon);
    for (std::size_t i = 0; i < d_model; ++i) {
      const double weight = norm.weight.empty() ? 1.0 : norm.weight[i];
      const double bias = norm.bias.empty() ? 0.0 : norm.bias[i];
      y[row + i] = static_cast<float>((x[row + i] - mean) * scale * weight + bias);
    }
  }
}

void rms_norm_ref(const RmsNorm& norm, std::span<const float> x, std::span<float> y) {
  const std::size_t d_model = static_cast<std::size_t>(norm.d_model);
  for (std::size_t row = 0; row < x.size(); row += d_model) {
    double squares = 0.0;
    for (std::size_t i = 0; i < d_model; ++i) squares += static_cast<double>(x[row + i]) * x[row + i];
    const double scale = 1.0 / std::sqrt(squares / static_cast<double>(d_model) + norm.epsilon);
    for (std::size_t i = 0; i < d_model; ++i) {
      const double weight =
          norm.weight.empty() ? 1.0 : static_cast<double>(norm.weight_offset) + norm.weight[i];
      y[row + i] = static_cast<float>(x[row + i] * scale * weight);
    }
  }
}

}  // namespace st::kernels
