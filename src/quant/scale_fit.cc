#include "quant/scale_fit.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "quant/blocks.h"
#include "tensor/half.h"

namespace st::codecs {
namespace {

// Groups have 16 or 32 values. Eight sums side by side let the compiler use vectors without reordering
// anything.
constexpr std::size_t kLanes = 8;
using Lanes = std::array<float, kLanes>;

float total(const Lanes& lanes) {
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

float inverse_or_zero(float x) {
  const float inverse = x == 0.0f ? 0.0f : 1.0f / x;
  return std::isfinite(inverse) ? inverse : 0.0f;
}

float level_of(float shifted, float inverse, Levels levels) {
  const float clamped = std::min(std::max(shifted * inverse, levels.lowest), levels.highest);
  return nearest_integer(clamped);
}

struct Sums {
  float q = 0, q_squared = 0, value = 0, product = 0;
};

// Sums over (value + shift) and the levels it takes at 1 / inverse.
Sums level_sums(std::span<const float> values, float shift, float inverse, Levels levels) {
  Lanes q_sum{}, q_squared{}, value_sum{}, product{};
  for (std::size_t i = 0; i < values.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const float shifted = values[i + lane] + shift;
      const float q = level_of(shifted, inverse, levels);
      q_sum[lane] += q;
      q_squared[lane] += q * q;
      value_sum[lane] += shifted;
      product[lane] += q * shifted;
    }
  }
  return {total(q_sum), total(q_squared), total(value_sum), total(product)};
}

float refined_scale(std::span<const float> values, float scale, Levels levels) {
  const Sums sums = level_sums(values, 0.0f, inverse_or_zero(scale), levels);
  return sums.q_squared > 0.0f ? sums.product / sums.q_squared : scale;
}

// Least squares for scale and minimum at the levels that `start` gives; minimum stays >= 0.
ScaleAndMinimum refined(std::span<const float> values, ScaleAndMinimum start, Levels levels) {
  const auto n = static_cast<float>(values.size());
  const Sums sums = level_sums(values, start.minimum, inverse_or_zero(start.scale), levels);
  const float determinant = n * sums.q_squared - sums.q * sums.q;
  if (!(determinant > 0.0f)) return start;
  ScaleAndMinimum fit;
  fit.scale = (n * sums.product - sums.q * sums.value) / determinant;
  fit.minimum = start.minimum - (sums.q_squared * sums.value - sums.q * sums.product) / determinant;
  if (fit.minimum < 0.0f) {  // the best without a minimum: sum(x q) / sum(q q)
    fit.minimum = 0.0f;
    fit.scale = (sums.product - start.minimum * sums.q) / sums.q_squared;
  }
  if (!(fit.scale > 0.0f) || !std::isfinite(fit.scale) || !std::isfinite(fit.minimum)) return start;
  return fit;
}

}  // namespace

float quantise_group(std::span<const float> values, float scale, float minimum, Levels levels, float* q) {
  const float inverse = inverse_or_zero(scale);
  Lanes error{};
  for (std::size_t i = 0; i < values.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const float value = values[i + lane];
      const float level = level_of(value + minimum, inverse, levels);
      const float difference = value - (scale * level - minimum);
      q[i + lane] = level;
      error[lane] += difference * difference;
    }
  }
  return total(error);
}

float group_error(std::span<const float> values, float scale, float minimum, Levels levels) {
  std::array<float, kSmallBlock> levels_unused;
  return quantise_group(values, scale, minimum, levels, levels_unused.data());
}

float fit_scale(std::span<const float> values, Levels levels, std::span<const float> ends) {
  float largest = 0.0f;
  for (const float value : values) largest = std::max(largest, std::fabs(value));
  if (largest == 0.0f) return 0.0f;
  float best_scale = largest / ends[0];
  float best_error = group_error(values, best_scale, 0.0f, levels);
  const auto consider = [&](float scale) {
    const float error = group_error(values, scale, 0.0f, levels);
    if (error < best_error) {
      best_error = error;
      best_scale = scale;
    }
  };
  for (const float end : ends.subspan(1)) consider(largest / end);
  for (int round = 0; round < 2; ++round) consider(refined_scale(values, best_scale, levels));
  return best_scale;
}

ScaleAndMinimum span_scale_and_minimum(std::span<const float> values, float highest) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const float minimum = -std::min(*low, 0.0f);
  return {std::max(*high + minimum, 0.0f) / highest, minimum};
}

float refitted_minimum(std::span<const float> values, ScaleAndMinimum start, float highest) {
  const Sums sums = level_sums(values, start.minimum, inverse_or_zero(start.scale), {0.0f, highest});
  return start.minimum - (sums.value - start.scale * sums.q) / static_cast<float>(values.size());
}

ScaleAndMinimum fit_scale_and_minimum(std::span<const float> values, float highest) {
  // How many steps the range of the values is cut into, relative to the steps there are: fewer clips
  // nothing and leaves a level unused, more clips the ends.
  constexpr std::array kSteps = {0.0f, -0.9f, -0.6f, -0.3f, 0.2f, 0.4f, 0.6f,
                                 0.8f, 1.0f,  1.3f,  1.6f,  2.0f, 2.5f};
  ScaleAndMinimum best = span_scale_and_minimum(values, highest);
  if (!(best.scale > 0.0f)) return best;
  const float low = -best.minimum;
  const float range = best.scale * highest;
  const Levels levels{0.0f, highest};
  float best_error = group_error(values, best.scale, best.minimum, levels);
  const auto consider = [&](ScaleAndMinimum fit) {
    const float error = group_error(values, fit.scale, fit.minimum, levels);
    if (error < best_error) {
      best_error = error;
      best = fit;
    }
  };
  for (const float step : kSteps) consider(refined(values, {range / (highest + step), -low}, levels));
  if (low == 0.0f) {  // no value is below zero and the minimum can't help: look closer at the scale
    for (float step = -3.0f; step <= 3.0f; step += 0.25f) consider({range / (highest + step), 0.0f});
  }
  for (int round = 0; round < 3; ++round) consider(refined(values, best, levels));
  return best;
}

std::uint16_t finite_f16(float value) {
  return f32_to_f16(std::clamp(value, -65504.0f, 65504.0f));
}

void copy_finite(const float* values, std::size_t n, float* out) {
  for (std::size_t i = 0; i < n; ++i) out[i] = std::isfinite(values[i]) ? values[i] : 0.0f;
}

}  // namespace st::codecs
