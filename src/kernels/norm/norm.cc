#include "kernels/norm/norm.h"

#include "base/check.h"
#include "kernels/isa_dispatch.h"
#include "kernels/norm/norm_rows.h"

namespace st::kernels {

ST_DECLARE_PER_ISA(void layer_norm_simd(const NormRows& rows))
ST_DECLARE_PER_ISA(void rms_norm_simd(const NormRows& rows))

namespace {

void layer_norm_rows(Isa isa, const NormRows& rows) {
  ST_CALL_FOR_ISA(isa, layer_norm_simd, rows)
}
void rms_norm_rows(Isa isa, const NormRows& rows) {
  ST_CALL_FOR_ISA(isa, rms_norm_simd, rows)
}

// `all` with the rows of x and y; one part of them goes to each call of `form`.
template <typename Form>
void run_rows(const KernelContext& context, NormRows all, std::span<const float> x, std::span<float> y,
              const Form& form) {
  ST_CHECK(all.d_model > 0 && x.size() % static_cast<std::size_t>(all.d_model) == 0 &&
           x.size() == y.size());
  const std::int64_t n_rows = static_cast<std::int64_t>(x.size()) / all.d_model;
  for_row_parts(context, n_rows, all.d_model, [&](std::int64_t first, std::int64_t last) {
    NormRows part = all;
    part.x = x.data() + first * all.d_model;
    part.y = y.data() + first * all.d_model;
    part.n_rows = last - first;
    form(context.isa, part);
  });
}

const float* parameter(std::span<const float> values, std::int64_t d_model) {
  ST_CHECK(values.empty() || static_cast<std::int64_t>(values.size()) == d_model);
  return values.empty() ? nullptr : values.data();
}

}  // namespace

void layer_norm(const KernelContext& context, const LayerNorm& norm, std::span<const float> x,
                std::span<float> y) {
  NormRows all;
  all.weight = parameter(norm.weight, norm.d_model);
  all.bias = parameter(norm.bias, norm.d_model);
  all.d_model = norm.d_model;
  all.epsilon = norm.epsilon;
  run_rows(context, all, x, y, layer_norm_rows);
}

void rms_norm(const KernelContext& context, const RmsNorm& norm, std::span<const float> x,
              std::span<float> y) {
  NormRows all;
  all.weight = parameter(norm.weight, norm.d_model);
  all.d_model = norm.d_model;
  all.epsilon = norm.epsilon;
  all.weight_offset = norm.weight_offset;
  run_rows(context, all, x, y, rms_norm_rows);
}

}  // namespace st::kernels
