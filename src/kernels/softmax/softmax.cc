#include "kernels/softmax/softmax.h"

#include "base/check.h"
#include "kernels/isa_dispatch.h"

namespace st::kernels {

ST_DECLARE_PER_ISA(void softmax_simd(const float* x, float* y, std::int64_t n_rows, std::int64_t n_columns))

namespace {

void softmax_rows(Isa isa, const float* x, float* y, std::int64_t n_rows, std::int64_t n_columns) {
  ST_CALL_FOR_ISA(isa, softmax_simd, x, y, n_rows, n_columns)
}

}  // namespace

void softmax(const KernelContext& context, std::int64_t n_columns, std::span<const float> x,
             std::span<float> y) {
  ST_CHECK(n_columns > 0 && x.size() % static_cast<std::size_t>(n_columns) == 0 && x.size() == y.size());
  for_row_parts(context, static_cast<std::int64_t>(x.size()) / n_columns, n_columns,
                [&](std::int64_t first, std::int64_t last) {
                  softmax_rows(context.isa, x.data() + first * n_columns, y.data() + first * n_columns,
                               last - first, n_columns);
                });
}

}  // namespace st::kernels
