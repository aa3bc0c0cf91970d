#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// Inside quant/: least-squares searches for the scales of one group of values. All of them minimise the
// plain squared error of what will be decoded. Values are finite. The order of every sum is fixed, so
// results are the same everywhere.
namespace st::codecs {

// The integers a group may use.
struct Levels {
  float lowest;
  float highest;
};

// The nearest integer, ties to even; |x| < 2^22. The addition pushes the fraction out of the mantissa.
inline float nearest_integer(float x) {
  return (x + 12582912.0f) - 12582912.0f;
}

// Writes the best level of each value for x = scale * q - minimum and returns the squared error.
float quantise_group(std::span<const float> values, float scale, float minimum, Levels levels, float* q);

// The same error without the levels.
float group_error(std::span<const float> values, float scale, float minimum, Levels levels);

// The scale s that makes the error of x = s * q smallest among those tried: the largest value mapped to
// each of `ends` (levels, either sign), the better ones refined by least squares.
float fit_scale(std::span<const float> values, Levels levels, std::span<const float> ends);

// scale >= 0 and minimum >= 0 for x = scale * q - minimum, q in [0, highest].
struct ScaleAndMinimum {
  float scale;
  float minimum;
};
// The smallest value at level 0, the largest at the highest: exact for spikes and steps.
ScaleAndMinimum span_scale_and_minimum(std::span<const float> values, float highest);
// The one of the smallest error among those tried.
ScaleAndMinimum fit_scale_and_minimum(std::span<const float> values, float highest);

// The minimum that fits best at the levels which `scale` and `minimum` give.
float refitted_minimum(std::span<const float> values, ScaleAndMinimum start, float highest);

// As an IEEE half: at most the largest finite one.
std::uint16_t finite_f16(float value);

// Copies n values; one that is not finite becomes 0.
void copy_finite(const float* values, std::size_t n, float* out);

}  // namespace st::codecs
