#include "quant/k4_encoder.h"

#include <algorithm>
#include <span>

#include "quant/scale_fit.h"
#include "tensor/half.h"

namespace st::codecs {
namespace {

constexpr std::size_t kGroups = 8;
constexpr float kLargestSix = 63.0f;

using Values = std::array<float, kSuperBlock>;

std::span<const float> group_of(const Values& values, std::size_t group) {
  return std::span<const float>(values).subspan(group * kSmallBlock, kSmallBlock);
}

struct Candidate {
  std::uint16_t scale_f16 = 0;
  std::uint16_t minimum_f16 = 0;
  std::array<float, kGroups> scale{};  // six-bit integers
  std::array<float, kGroups> minimum{};
  Values q{};
  float error = 0.0f;
};

float six_bits(float value, float unit) {
  if (!(unit > 0.0f)) return 0.0f;
  return nearest_integer(std::clamp(value / unit, 0.0f, kLargestSix));
}

// Looks at the neighbours of the rounded scale and minimum of one group and keeps the best.
void round_group(const Values& values, std::size_t group, ScaleAndMinimum fit, float highest,
                 Candidate& candidate) {
  const float scale_unit = f16_to_f32(candidate.scale_f16);
  const float minimum_unit = f16_to_f32(candidate.minimum_f16);
  const float scale = six_bits(fit.scale, scale_unit);
  const float minimum = six_bits(fit.minimum, minimum_unit);
  float best = -1.0f;
  for (float s = std::max(scale - 1, 0.0f); s <= std::min(scale + 1, kLargestSix); ++s) {
    for (float m = std::max(minimum - 1, 0.0f); m <= std::min(minimum + 1, kLargestSix); ++m) {
      const float error =
          group_error(group_of(values, group), scale_unit * s, minimum_unit * m, {0.0f, highest});
      if (best >= 0.0f && error >= best) continue;
      best = error;
      candidate.scale[group] = s;
      candidate.minimum[group] = m;
    }
  }
}

void quantise(const Values& values, float highest, Candidate& candidate) {
  candidate.error = 0.0f;
  for (std::size_t group = 0; group < kGroups; ++group) {
    const float scale = f16_to_f32(candidate.scale_f16) * candidate.scale[group];
    const float minimum = f16_to_f32(candidate.minimum_f16) * candidate.minimum[group];
    candidate.error += quantise_group(group_of(values, group), scale, minimum, {0.0f, highest},
                                      candidate.q.data() + group * kSmallBlock);
  }
}

// Least squares for the two halves, x = scale * a - minimum * b with a = s * q and b = m fixed.
bool refit_units(const Values& values, Candidate& candidate) {
  double aa = 0, ab = 0, bb = 0, xa = 0, xb = 0;
  for (std::size_t i = 0; i < kSuperBlock; ++i) {
    const double a = static_cast<double>(candidate.scale[i / kSmallBlock]) * candidate.q[i];
    const double b = candidate.minimum[i / kSmallBlock];
    aa += a * a;
    ab += a * b;
    bb += b * b;
    xa += values[i] * a;
    xb += values[i] * b;
  }
  const double determinant = aa * bb - ab * ab;
  if (!(aa > 0)) return false;
  const bool has_minimum = determinant > 1e-9 * aa * bb;
  const double scale = has_minimum ? (xa * bb - xb * ab) / determinant : xa / aa;
  const double minimum = has_minimum ? (xa * ab - xb * aa) / determinant : 0.0;
  if (!(scale > 0) || minimum < 0 || (!has_minimum && bb > 0)) return false;
  candidate.scale_f16 = finite_f16(static_cast<float>(scale));
  candidate.minimum_f16 = finite_f16(static_cast<float>(minimum));
  return true;
}

Candidate search(const Values& values, float highest) {
  std::array<ScaleAndMinimum, kGroups> fits;
  float largest_scale = 0.0f;
  float largest_minimum = 0.0f;
  for (std::size_t group = 0; group < kGroups; ++group) {
    fits[group] = fit_scale_and_minimum(group_of(values, group), highest);
    largest_scale = std::max(largest_scale, fits[group].scale);
    largest_minimum = std::max(largest_minimum, fits[group].minimum);
  }
  Candidate best;
  best.scale_f16 = finite_f16(largest_scale / kLargestSix);
  best.minimum_f16 = finite_f16(largest_minimum / kLargestSix);
  for (std::size_t group = 0; group < kGroups; ++group)
    round_group(values, group, fits[group], highest, best);
  quantise(values, highest, best);
  for (int round = 0; round < 3; ++round) {
    Candidate next = best;
    if (!refit_units(values, next)) break;
    if (round == 1) {
      for (std::size_t group = 0; group < kGroups; ++group)
        round_group(values, group, fits[group], highest, next);
    }
    quantise(values, highest, next);
    if (next.error < best.error) best = next;
  }
  return best;
}

}  // namespace

K4Encoding encode_k4(const float* values, float highest) {
  Values finite;
  copy_finite(values, kSuperBlock, finite.data());
  const Candidate best = search(finite, highest);
  K4Encoding out;
  out.scale_f16 = best.scale_f16;
  out.minimum_f16 = best.minimum_f16;
  for (std::size_t group = 0; group < kGroups; ++group) {
    out.scales.scale[group] = static_cast<std::uint8_t>(best.scale[group]);
    out.scales.minimum[group] = static_cast<std::uint8_t>(best.minimum[group]);
  }
  for (std::size_t i = 0; i < kSuperBlock; ++i) out.q[i] = static_cast<std::uint8_t>(best.q[i]);
  return out;
}

}  // namespace st::codecs
