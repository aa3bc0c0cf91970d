#pragma once

// exp, tanh and erfc on vectors, in terms of the words of kernels/simd/vec.h (which includes this). Errors
// are against the exact value: exp below 2 units in the last place, tanh below 4, erfc below 1e-6 of its
// value for x < 4.

namespace st::kernels::ST_ISA_NAMESPACE {

// Below -87.3 the result is 0 (there are no denormals), above 88.3 it stays at exp(88.3). NaN gives NaN.
// e^x = 2^n * e^r with r in [-ln2/2, ln2/2]; the polynomial is the Taylor series, whose rest is below 1e-8
// there.
ST_INLINE F32 exponential(F32 x) {
  const F32 low = splat(-87.3f);
  const F32 clamped = largest(low, smallest(splat(88.3f), x));
  const F32 n = nearest(clamped * splat(1.44269504088896341f));
  F32 r = fused(n, splat(-0.693359375f),
                clamped);  // ln2 in two parts: the first has few bits, so n times it is exact
  r = fused(n, splat(2.12194440e-4f), r);
  F32 p = splat(1.0f / 5040.0f);
  p = fused(p, r, splat(1.0f / 720.0f));
  p = fused(p, r, splat(1.0f / 120.0f));
  p = fused(p, r, splat(1.0f / 24.0f));
  p = fused(p, r, splat(1.0f / 6.0f));
  p = fused(p, r, splat(0.5f));
  p = fused(p, r * r, r) + splat(1.0f);
  return select(x < low, zero(), p * power_of_two(n));
}

// Odd polynomial near zero, where 1 - 2 / (e^2x + 1) would cancel.
ST_INLINE F32 hyperbolic_tangent(F32 x) {
  const F32 magnitude = absolute(x);
  const F32 square = x * x;
  F32 p = splat(21844.0f / 6081075.0f);  // the Taylor series of tanh(x) / x
  p = fused(p, square, splat(-1382.0f / 155925.0f));
  p = fused(p, square, splat(62.0f / 2835.0f));
  p = fused(p, square, splat(-17.0f / 315.0f));
  p = fused(p, square, splat(2.0f / 15.0f));
  p = fused(p, square, splat(-1.0f / 3.0f));
  const F32 near_zero = fused(p * square, x, x);
  const F32 grown = exponential(smallest(splat(20.0f), magnitude) * splat(2.0f));
  const F32 far = splat(1.0f) - splat(2.0f) / (grown + splat(1.0f));
  const F32 signed_far = select(x < zero(), zero() - far, far);
  return select(magnitude < splat(0.35f), near_zero, signed_far);
}

// erfc(z) for z >= 0, as t * exp(-z^2 + polynomial(t)) with t = 1 / (1 + z / 2): the polynomial is the
// Chebyshev fit of degree 9 on z in [0, 9.5], largest error 4.5e-8.
ST_INLINE F32 complementary_error(F32 z) {
  z = smallest(splat(9.3f), z);
  const F32 t = splat(1.0f) / fused(splat(0.5f), z, splat(1.0f));
  F32 p = splat(0.14050713390893602f);
  p = fused(p, t, splat(-0.6566158317099698f));
  p = fused(p, t, splat(1.0994384645257176f));
  p = fused(p, t, splat(-0.6195233321940563f));
  p = fused(p, t, splat(-0.1441735029088802f));
  p = fused(p, t, splat(0.03546786261118173f));
  p = fused(p, t, splat(0.02287414324148168f));
  p = fused(p, t, splat(0.3891171466165455f));
  p = fused(p, t, splat(0.9983414489454163f));
  p = fused(p, t, splat(-1.26543348924902f));
  return t * exponential(p - z * z);
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
