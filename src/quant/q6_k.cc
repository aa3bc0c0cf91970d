#include <algorithm>
#include <cmath>
#include <span>

#include "quant/blocks.h"
#include "quant/codecs.h"
#include "quant/scale_fit.h"
#include "tensor/half.h"

namespace st::codecs {

void decode_q6_k(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<BlockQ6_K, kSuperBlock>(blocks, n, values, [](const BlockQ6_K& block, float* out) {
    const float scale = f16_to_f32(block.scale_f16);
    for (std::size_t i = 0; i < kSuperBlock; ++i) {
      const std::size_t half = i / 128, run = i / 32 % 4, lane = i % 32;
      const int low = (block.low[half * 64 + run % 2 * 32 + lane] >> (4 * (run / 2))) & 15;
      const int high = (block.high[half * 32 + lane] >> (2 * run)) & 3;
      const float group_scale = scale * static_cast<float>(block.scales[i / 16]);
      out[i] = group_scale * static_cast<float>((low | (high << 4)) - 32);
    }
  });
}

namespace {

constexpr std::size_t kGroups = 16;
constexpr std::size_t kGroupSize = 16;
constexpr Levels kLevels{-32.0f, 31.0f};

using Values = std::array<float, kSuperBlock>;

std::span<const float> group_of(const Values& values, std::size_t group) {
  return std::span<const float>(values).subspan(group * kGroupSize, kGroupSize);
}

struct Candidate {
  std::uint16_t scale_f16 = 0;
  std::array<float, kGroups> scale{};  // eight-bit integers
  Values q{};
  float error = 0.0f;
};

// The best of the three integers around each group's own scale.
void round_scales(const Values& values, const std::array<float, kGroups>& fits, Candidate& candidate) {
  const float unit = f16_to_f32(candidate.scale_f16);
  for (std::size_t group = 0; group < kGroups; ++group) {
    const float near =
        unit == 0.0f ? 0.0f : nearest_integer(std::clamp(fits[group] / unit, -127.0f, 126.0f));
    float best = -1.0f;
    for (float scale = near - 1; scale <= near + 1; ++scale) {
      const float error = group_error(group_of(values, group), unit * scale, 0.0f, kLevels);
      if (best >= 0.0f && error >= best) continue;
      best = error;
      candidate.scale[group] = scale;
    }
  }
}

void quantise(const Values& values, Candidate& candidate) {
  candidate.error = 0.0f;
  for (std::size_t group = 0; group < kGroups; ++group) {
    const float scale = f16_to_f32(candidate.scale_f16) * candidate.scale[group];
    candidate.error += quantise_group(group_of(values, group), scale, 0.0f, kLevels,
                                      candidate.q.data() + group * kGroupSize);
  }
}

float least_squares_unit(const Values& values, const Candidate& candidate) {
  double product = 0, squares = 0;
  for (std::size_t i = 0; i < kSuperBlock; ++i) {
    const double step = static_cast<double>(candidate.scale[i / kGroupSize]) * candidate.q[i];
    product += values[i] * step;
    squares += step * step;
  }
  return squares > 0 ? static_cast<float>(product / squares) : 0.0f;
}

Candidate search(const Values& values) {
  constexpr std::array kEnds = {-32.0f, 32.0f, -31.0f, 31.0f, -31.5f, 31.5f, -32.4f, 32.4f, -33.0f, 33.0f};
  std::array<float, kGroups> fits;
  float largest = 0.0f;
  for (std::size_t group = 0; group < kGroups; ++group) {
    fits[group] = fit_scale(group_of(values, group), kLevels, kEnds);
    if (std::fabs(fits[group]) > std::fabs(largest)) largest = fits[group];
  }
  Candidate best;
  best.scale_f16 = finite_f16(largest / -128.0f);
  round_scales(values, fits, best);
  quantise(values, best);
  for (int round = 0; round < 2; ++round) {
    Candidate next = best;
    next.scale_f16 = finite_f16(least_squares_unit(values, best));
    round_scales(values, fits, next);
    quantise(values, next);
    if (next.error < best.error) best = next;
  }
  return best;
}

}  // namespace

void encode_q6_k(const float* values, std::size_t n, std::byte* blocks) {
  encode_blocks<BlockQ6_K, kSuperBlock>(values, n, blocks, [](const float* in) {
    Values x;
    copy_finite(in, kSuperBlock, x.data());
    const Candidate best = search(x);
    BlockQ6_K block{};
    block.scale_f16 = best.scale_f16;
    for (std::size_t i = 0; i < kGroups; ++i) block.scales[i] = static_cast<std::int8_t>(best.scale[i]);
    for (std::size_t i = 0; i < kSuperBlock; ++i) {
      const int q = static_cast<int>(best.q[i]) + 32;
      const std::size_t half = i / 128, run = i / 32 % 4, lane = i % 32;
      block.low[half * 64 + run % 2 * 32 + lane] |= static_cast<std::uint8_t>((q & 15) << (4 * (run / 2)));
      block.high[half * 32 + lane] |= static_cast<std::uint8_t>((q >> 4) << (2 * run));
    }
    return block;
  });
}

}  // namespace st::codecs
