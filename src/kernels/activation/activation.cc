#include "kernels/activation/activation.h"

#include "base/check.h"
#include "kernels/isa_dispatch.h"

namespace st::kernels {

ST_DECLARE_PER_ISA(void activate_simd(Activation activation, const float* x, const float* up, float* y,
                                      std::int64_t n))
ST_DECLARE_PER_ISA(void soft_cap_simd(float cap, const float* x, float* y, std::int64_t n))

namespace {

void activate_part(Isa isa, Activation activation, const float* x, const float* up, float* y,
                   std::int64_t n) {
  ST_CALL_FOR_ISA(isa, activate_simd, activation, x, up, y, n)
}
void soft_cap_part(Isa isa, float cap, const float* x, float* y, std::int64_t n) {
  ST_CALL_FOR_ISA(isa, soft_cap_simd, cap, x, y, n)
}

}  // namespace

void activate(const KernelContext& context, Activation activation, std::span<const float> x,
              std::span<float> y) {
  ST_CHECK(x.size() == y.size());
  for_row_parts(
      context, static_cast<std::int64_t>(x.size()), 1, [&](std::int64_t first, std::int64_t last) {
        activate_part(context.isa, activation, x.data() + first, nullptr, y.data() + first, last - first);
      });
}

void activate_gated(const KernelContext& context, Activation activation, std::span<const float> gate,
                    std::span<const float> up, std::span<float> y) {
  ST_CHECK(gate.size() == up.size() && gate.size() == y.size());
  for_row_parts(context, static_cast<std::int64_t>(gate.size()), 1,
                [&](std::int64_t first, std::int64_t last) {
                  activate_part(context.isa, activation, gate.data() + first, up.data() + first,
                                y.data() + first, last - first);
                });
}

void soft_cap(const KernelContext& context, float cap, std::span<const float> x, std::span<float> y) {
  ST_CHECK(x.size() == y.size() && cap > 0);
  for_row_parts(context, static_cast<std::int64_t>(x.size()), 1,
                [&](std::int64_t first, std::int64_t last) {
                  soft_cap_part(context.isa, cap, x.data() + first, y.data() + first, last - first);
                });
}

}  // namespace st::kernels
