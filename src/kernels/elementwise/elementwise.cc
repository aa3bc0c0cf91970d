#include "kernels/elementwise/elementwise.h"

#include "base/check.h"

// Plain loops: they are bound by memory, and the compiler's vectors for the oldest machine already fill it.
// A single multiplication or addition rounds once, so they are the reference too.
namespace st::kernels {

void add_scaled(const KernelContext& context, std::span<const float> x, std::span<const float> add,
                float scale, std::span<float> y) {
  ST_CHECK(x.size() == add.size() && x.size() == y.size());
  for_row_parts(
      context, static_cast<std::int64_t>(x.size()), 1, [&](std::int64_t first, std::int64_t last) {
        for (std::size_t i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i) {
          y[i] = x[i] + scale * add[i];
        }
      });
}

void add_bias(const KernelContext& context, std::span<const float> x, std::span<const float> bias,
              std::span<float> y) {
  ST_CHECK(!bias.empty() && x.size() % bias.size() == 0 && x.size() == y.size());
  const std::size_t width = bias.size();
  for_row_parts(context, static_cast<std::int64_t>(x.size() / width), static_cast<std::int64_t>(width),
                [&](std::int64_t first, std::int64_t last) {
                  for (std::size_t row = static_cast<std::size_t>(first) * width;
                       row < static_cast<std::size_t>(last) * width; row += width) {
                    for (std::size_t i = 0; i < width; ++i) y[row + i] = x[row + i] + bias[i];
                  }
                });
}

void scale_values(const KernelContext& context, float scale, std::span<const float> x, std::span<float> y) {
  ST_CHECK(x.size() == y.size());
  for_row_parts(
      context, static_cast<std::int64_t>(x.size()), 1, [&](std::int64_t first, std::int64_t last) {
        for (std::size_t i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i)
          y[i] = scale * x[i];
      });
}

void multiply(const KernelContext& context, std::span<const float> x, std::span<const float> factor,
              std::span<float> y) {
  ST_CHECK(x.size() == factor.size() && x.size() == y.size());
  for_row_parts(
      context, static_cast<std::int64_t>(x.size()), 1, [&](std::int64_t first, std::int64_t last) {
        for (std::size_t i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i) {
          y[i] = x[i] * factor[i];
        }
      });
}

}  // namespace st::kernels
