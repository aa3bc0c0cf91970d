#include <algorithm>
#include <cmath>

#include "kernels/softmax/softmax.h"

namespace st::kernels {

void softmax_ref(std::int64_t n_columns, std::span<const float> x, std::span<float> y) {
  const std::size_t n = static_cast<std::size_t>(n_columns);
  for (std::size_t row = 0; row < x.size(); row += n) {
    const float top = *std::max_element(x.begin() + static_cast<std::ptrdiff_t>(row),
                                        x.begin() + static_cast<std::ptrdiff_t>(row + n));
    if (std::isinf(top) && top < 0) {
      std::fill_n(y.begin() + static_cast<std::ptrdiff_t>(row), n, 0.0f);
      continue;
    }
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) sum += std::exp(static_cast<double>(x[row + i]) - top);
    for (std::size_t i = 0; i < n; ++i) {
      y[row + i] = static_cast<float>(std::exp(static_cast<double>(x[row + i]) - top) / sum);
    }
  }
}

}  // namespace st::kernels
