#include "quant/k4_encoder.h"

#include <algorithm>
#include <span>

#include "quant/scale_fit.h"
#include "tensor/half.h"

namespace st::codecs {
namespace {

constexpr std::size_t kGroups = 8;
constexpr float kLargestSix = 63.0f;
constexpr std::uint16_t kLargestHalf = 0x7BFF;

using Values = std::array<float, kSuperBlock>;
using Fits = std::array<ScaleAndMinimum, kGroups>;

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

// One rounding of all groups, with the units that map the largest scale and minimum to these six-bit
// integers.
Candidate round_all(const Values& values, const Fits& fits, float highest, std::uint16_t scale_f16,
                    std::uint16_t minimum_f16) {
  Candidate candidate;
  candidate.scale_f16 = scale_f16;
  candidate.minimum_f16 = minimum_f16;
  for (std::size_t group = 0; group < kGroups; ++group)
    round_group(values, group, fits[group], highest, candidate);
  quantise(values, highest, candidate);
  return candidate;
}

void keep_better(Candidate& best, const Candidate& next) {
  if (next.error < best.error) best = next;
}

// The units' last bits matter where one group outweighs the others: tries the neighbouring halves.
void nudge_units(const Values& values, float highest, Candidate& best) {
  const Candidate start = best;
  for (const int scale_step : {-1, 0, 1}) {
    for (const int minimum_step : {-1, 0, 1}) {
      Candidate next = start;
      if (next.scale_f16 + scale_step <= 0 || next.minimum_f16 + minimum_step < 0) continue;
      next.scale_f16 = static_cast<std::uint16_t>(next.scale_f16 + scale_step);
      next.minimum_f16 = static_cast<std::uint16_t>(next.minimum_f16 + minimum_step);
      if (next.scale_f16 > kLargestHalf || next.minimum_f16 > kLargestHalf) continue;
      quantise(values, highest, next);
      keep_better(best, next);
    }
  }
}

// Looks further than round_group: each near scale with the minimum that fits it best. Never worse.
void polish_groups(const Values& values, float highest, Candidate& best) {
  const float scale_unit = f16_to_f32(best.scale_f16);
  const float minimum_unit = f16_to_f32(best.minimum_f16);
  for (std::size_t group = 0; group < kGroups; ++group) {
    const std::span<const float> part = group_of(values, group);
    const float scale = best.scale[group];
    const float minimum = best.minimum[group];
    float least = group_error(part, scale_unit * scale, minimum_unit * minimum, {0.0f, highest});
    for (float s = std::max(scale - 4, 0.0f); s <= std::min(scale + 4, kLargestSix); ++s) {
      const float fit = refitted_minimum(part, {scale_unit * s, minimum_unit * minimum}, highest);
      const float m = six_bits(fit, minimum_unit);
      const float error = group_error(part, scale_unit * s, minimum_unit * m, {0.0f, highest});
      if (error >= least) continue;
      least = error;
      best.scale[group] = s;
      best.minimum[group] = m;
    }
  }
  quantise(values, highest, best);
}

// The units that map the largest scale and minimum to the two six-bit integers of `grid`, and the rounding
// with them.
Candidate round_to_grid(const Values& values, const Fits& fits, float highest, std::array<float, 2> grid) {
  float largest_scale = 0.0f;
  float largest_minimum = 0.0f;
  for (const ScaleAndMinimum& fit : fits) {
    largest_scale = std::max(largest_scale, fit.scale);
    largest_minimum = std::max(largest_minimum, fit.minimum);
  }
  return round_all(values, fits, highest, finite_f16(largest_scale / grid[0]),
                   finite_f16(largest_minimum / grid[1]));
}

Candidate search(const Values& values, float highest) {
  // Other grids round the other groups otherwise.
  constexpr std::array<std::array<float, 2>, 5> kGrids = {
      {{63, 63}, {62, 62}, {61, 63}, {63, 61}, {60, 60}}};
  Fits fits, spans;
  for (std::size_t group = 0; group < kGroups; ++group) {
    fits[group] = fit_scale_and_minimum(group_of(values, group), highest);
    spans[group] = span_scale_and_minimum(group_of(values, group), highest);
  }
  Candidate best = round_to_grid(values, spans, highest, kGrids[0]);
  for (const std::array<float, 2> grid : kGrids)
    keep_better(best, round_to_grid(values, fits, highest, grid));
  for (int round = 0; round < 3; ++round) {
    Candidate next = best;
    if (!refit_units(values, next)) break;
    if (round == 1) next = round_all(values, fits, highest, next.scale_f16, next.minimum_f16);
    quantise(values, highest, next);
    keep_better(best, next);
  }
  polish_groups(values, highest, best);
  nudge_units(values, highest, best);
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
