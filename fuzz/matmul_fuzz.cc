// Products with weights of any bytes: every ISA against the reference that decodes with quant/. The input
// is the shape and the weights' bytes; where the reference is finite, a difference beyond rounding is a
// crash.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "kernels/kernel_testing.h"
#include "kernels/matmul/matmul.h"
#include "quant/quant_format.h"

namespace {

using namespace st;
using namespace st::kernels;

// The largest that rounding can make of a row's sum: grows with the sizes of its terms, not with their sum.
double granted(const TensorView& weights, std::size_t row, std::span<const float> x) {
  std::vector<float> values(weights.row_length());
  decode_row(weights, row, values);
  double sizes = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) sizes += std::abs(static_cast<double>(values[i]) * x[i]);
  // A block's minimum and its values may be far larger than their difference.
  double largest = 0.0;
  for (const float value : values) largest = std::max(largest, std::abs(static_cast<double>(value)));
  constexpr double kSubnormals = 1e-38;  // where floats have no relative precision left
  return 1e-5 * sizes + 1e-4 * largest * static_cast<double>(values.size()) + kSubnormals;
}

void check(const TensorView& weights, std::span<const float> x, std::span<const float> truth,
           const KernelContext& context) {
  const std::size_t n_out = weights.row_count(), n_tokens = truth.size() / n_out;
  ScratchBuffer scratch;
  std::vector<float> y(truth.size());
  if (!matmul(context, weights, x, y, {}, scratch).ok()) return;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!std::isfinite(truth[i])) continue;
    const double bound =
        granted(weights, i % n_out, x.subspan(i / n_out * weights.row_length(), weights.row_length()));
    if (std::abs(static_cast<double>(truth[i]) - y[i]) <= bound || !(bound < 1e30)) continue;
    std::fprintf(stderr, "%s, %zu tokens, %s: value %zu is %.9g, expected %.9g\n",
                 std::string(name(weights.dtype())).c_str(), n_tokens, isa_name(context.isa), i,
                 static_cast<double>(y[i]), static_cast<double>(truth[i]));
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  std::vector<DType> types;
  for (const QuantFormat& format : quant_formats()) {
    if (is_matmul_type(format.dtype)) types.push_back(format.dtype);
  }
  const DType type = types[data[0] % types.size()];
  const std::size_t n_tokens = 1 + data[1] % 60, n_out = 1 + data[2] % 20;
  const std::size_t n_in = info(type).block_elements * (1 + data[3] % 5);
  Result<Tensor> weights = Tensor::zeros(type, Shape{n_out, n_in});
  if (!weights.ok()) return 0;
  const std::size_t n_bytes = weights->view().byte_count();
  for (std::size_t i = 0; i < n_bytes && size > 4; ++i)
    weights->data()[i] = static_cast<std::byte>(data[4 + i % (size - 4)]);
  const std::vector<float> x = random_values(n_tokens * n_in, data[1]);
  std::vector<float> truth(n_tokens * n_out);
  matmul_ref(*weights, x, truth);
  static ThreadPool pool(2);
  for (const Isa isa : usable_isas()) check(*weights, x, truth, {&pool, isa});
  return 0;
}
