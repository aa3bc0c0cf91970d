#include "kernels/activation/activation.h"
#include "kernels/simd/rows.h"

namespace st::kernels::ST_ISA_NAMESPACE {
namespace {

ST_INLINE F32 logistic(F32 x) {
  return splat(1.0f) / (splat(1.0f) + exponential(zero() - x));
}

ST_INLINE F32 gelu(F32 x) {
  const F32 tail = complementary_error(absolute(x) * splat(0.70710678118654752f));
  const F32 twice_phi = select(x < zero(), tail, splat(2.0f) - tail);
  return splat(0.5f) * x * twice_phi;
}

// 1 + tanh(u) = 2 / (1 + exp(-2u)): nothing cancels for large negative x.
ST_INLINE F32 gelu_tanh(F32 x) {
  const F32 cube = x * x * x;
  const F32 u = splat(0.79788456080286536f) * fused(splat(0.044715f), cube, x);
  return x * logistic(u + u);
}

// One loop per activation, so that the choice stands above the loop.
template <typename Function>
void map(const float* x, const float* up, float* y, std::int64_t n, const Function& function) {
  if (up == nullptr) {
    for_lanes(
        n, [&](std::int64_t i, int lanes) { store_some(y + i, function(load_some(x + i, lanes)), lanes); });
    return;
  }
  for_lanes(n, [&](std::int64_t i, int lanes) {
    store_some(y + i, function(load_some(x + i, lanes)) * load_some(up + i, lanes), lanes);
  });
}

}  // namespace

// `up` is null for the form without a gate.
void activate_simd(Activation activation, const float* x, const float* up, float* y, std::int64_t n) {
  switch (activation) {
    case Activation::kIdentity:
      return map(x, up, y, n, [](F32 v) { return v; });
    case Activation::kRelu:
      return map(x, up, y, n, [](F32 v) { return largest(zero(), v); });
    case Activation::kReluSquared:
      return map(x, up, y, n, [](F32 v) {
        const F32 positive = largest(zero(), v);
        return positive * positive;
      });
    case Activation::kSilu:
      return map(x, up, y, n, [](F32 v) { return v * logistic(v); });
    case Activation::kGelu:
      return map(x, up, y, n, [](F32 v) { return gelu(v); });
    case Activation::kGeluTanh:
      return map(x, up, y, n, [](F32 v) { return gelu_tanh(v); });
    case Activation::kGeluQuick:
      return map(x, up, y, n, [](F32 v) { return v * logistic(splat(1.702f) * v); });
    case Activation::kTanh:
      return map(x, up, y, n, [](F32 v) { return hyperbolic_tangent(v); });
    case Activation::kSigmoid:
      return map(x, up, y, n, [](F32 v) { return logistic(v); });
  }
}

void soft_cap_simd(float cap, const float* x, float* y, std::int64_t n) {
  const F32 high = splat(cap);
  const F32 inverse = splat(1.0f / cap);
  map(x, nullptr, y, n, [&](F32 v) { return high * hyperbolic_tangent(v * inverse); });
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
