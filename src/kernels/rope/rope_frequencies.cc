#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "kernels/rope/rope.h"

namespace st::kernels {
namespace {

std::vector<double> plain_frequencies(const RopeConfig& config, double theta) {
  std::vector<double> inverse(static_cast<std::size_t>(config.rotary_dim / 2));
  for (std::size_t i = 0; i < inverse.size(); ++i) {
    inverse[i] = std::pow(theta, -2.0 * static_cast<double>(i) / static_cast<double>(config.rotary_dim));
  }
  return inverse;
}

RopeFrequencies rounded(const std::vector<double>& inverse, double attention_scale) {
  return {std::vector<float>(inverse.begin(), inverse.end()), static_cast<float>(attention_scale)};
}

RopeFrequencies frequencies_of(const RopeConfig& config, const NoRopeScaling&, std::int64_t) {
  return rounded(plain_frequencies(config, config.theta), 1.0);
}

RopeFrequencies frequencies_of(const RopeConfig& config, const LinearRopeScaling& scaling, std::int64_t) {
  std::vector<double> inverse = plain_frequencies(config, config.theta);
  for (double& f : inverse) f /= scaling.factor;
  return rounded(inverse, 1.0);
}

RopeFrequencies frequencies_of(const RopeConfig& config, const DynamicNtkRopeScaling& scaling,
                               std::int64_t n_sequence_tokens) {
  const double trained = static_cast<double>(scaling.trained_tokens);
  const double length = std::max(static_cast<double>(n_sequence_tokens), trained);
  const double dim = static_cast<double>(config.rotary_dim);
  const double growth = scaling.factor * length / trained - (scaling.factor - 1.0);
  return rounded(plain_frequencies(config, config.theta * std::pow(growth, dim / (dim - 2.0))), 1.0);
}

double yarn_attention_scale(const YarnRopeScaling& scaling) {
  if (scaling.attention_factor) return *scaling.attention_factor;
  const auto scale_for = [&](double mscale) {
    return scaling.factor <= 1.0 ? 1.0 : 0.1 * mscale * std::log(scaling.factor) + 1.0;
  };
  const bool both = scaling.mscale.value_or(0.0) != 0.0 && scaling.mscale_all_dim.value_or(0.0) != 0.0;
  return both ? scale_for(*scaling.mscale) / scale_for(*scaling.mscale_all_dim) : scale_for(1.0);
}

// Frequencies that turn often within the trained length stay (extrapolation), slow ones are stretched
// (interpolation), a linear ramp between.
RopeFrequencies frequencies_of(const RopeConfig& config, const YarnRopeScaling& scaling, std::int64_t) {
  const double dim = static_cast<double>(config.rotary_dim);
  const auto pair_with_turns = [&](double turns) {
    const double tokens = static_cast<double>(scaling.trained_tokens);
    return dim * std::log(tokens / (turns * 2.0 * std::numbers::pi)) / (2.0 * std::log(config.theta));
  };
  double low = pair_with_turns(scaling.beta_fast);
  double high = pair_with_turns(scaling.beta_slow);
  if (scaling.truncate) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  low = std::max(low, 0.0);
  high = std::min(high, dim - 1.0);
  if (low == high) high += 0.001;
  std::vector<double> inverse = plain_frequencies(config, config.theta);
  for (std::size_t i = 0; i < inverse.size(); ++i) {
    const double ramp = std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
    inverse[i] = inverse[i] / scaling.factor * ramp + inverse[i] * (1.0 - ramp);
  }
  return rounded(inverse, yarn_attention_scale(scaling));
}

RopeFrequencies frequencies_of(const RopeConfig& config, const Llama3RopeScaling& scaling, std::int64_t) {
  const double trained = static_cast<double>(scaling.trained_tokens);
  std::vector<double> inverse = plain_frequencies(config, config.theta);
  for (double& f : inverse) {
    const double turns = trained * f / (2.0 * std::numbers::pi);  // within the trained length
    const double smooth = std::clamp((turns - scaling.low_frequency_factor) /
                                         (scaling.high_frequency_factor - scaling.low_frequency_factor),
                                     0.0, 1.0);
    f = (1.0 - smooth) * f / scaling.factor + smooth * f;
  }
  return rounded(inverse, 1.0);
}

RopeFrequencies frequencies_of(const RopeConfig& config, const LongRopeScaling& scaling,
                               std::int64_t n_sequence_tokens) {
  const bool is_long = n_sequence_tokens > scaling.trained_tokens;
  const std::vector<float>& factors = is_long ? scaling.long_factors : scaling.short_factors;
  std::vector<double> inverse = plain_frequencies(config, config.theta);
  ST_CHECK(factors.size() == inverse.size());
  for (std::size_t i = 0; i < inverse.size(); ++i) inverse[i] /= factors[i];
  const double inferred = scaling.factor <= 1.0
                              ? 1.0
                              : std::sqrt(1.0 + std::log(scaling.factor) /
                                                    std::log(static_cast<double>(scaling.trained_tokens)));
  return rounded(inverse, scaling.attention_factor.value_or(inferred));
}

}  // namespace

bool depends_on_sequence_length(const RopeScaling& scaling) {
  return std::holds_alternative<DynamicNtkRopeScaling>(scaling) ||
         std::holds_alternative<LongRopeScaling>(scaling);
}

RopeFrequencies rope_frequencies(const RopeConfig& config, std::int64_t n_sequence_tokens) {
  ST_CHECK(config.rotary_dim > 0 && config.rotary_dim % 2 == 0 && config.theta > 0);
  return std::visit([&](const auto& scaling) { return frequencies_of(config, scaling, n_sequence_tokens); },
                    config.scaling);
}

}  // namespace st::kernels
