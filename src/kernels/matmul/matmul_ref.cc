#include <vector>

#include "base/check.h"
#include "kernels/matmul/matmul.h"
#include "quant/quant_format.h"

namespace st::kernels {

void matmul_ref(const TensorView& weights, std::span<const float> x, std::span<float> y,
                std::span<const float> bias) {
  const std::size_t n_in = weights.row_length(), n_out = weights.row_count();
  const std::size_t n_tokens = x.size() / n_in;
  ST_CHECK(y.size() == n_tokens * n_out);
  std::vector<float> row(n_in);
  for (std::size_t out = 0; out < n_out; ++out) {
    decode_row(weights, out, row);
    for (std::size_t token = 0; token < n_tokens; ++token) {
      double sum = bias.empty() ? 0.0 : bias[out];
      for (std::size_t i = 0; i < n_in; ++i) sum += static_cast<double>(x[token * n_in + i]) * row[i];
      y[token * n_out + out] = static_cast<float>(sum);
    }
  }
}

}  // namespace st::kernels
