// Norms, softmax, activations and rotary embeddings: every ISA against the reference, on lengths that leave
// remainders, and the same bytes on 1, 2 and 8 threads.

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "kernels/activation/activation.h"
#include "kernels/elementwise/elementwise.h"
#include "kernels/kernel_testing.h"
#include "kernels/norm/norm.h"
#include "kernels/rope/rope.h"
#include "kernels/softmax/softmax.h"

namespace st::kernels {
namespace {

constexpr std::size_t kWidths[] = {1, 3, 16, 37, 64, 100, 513};

// Calls op on every ISA and on 1, 2 and 8 threads; expects each within `tolerance` of `expected`, and
// threads alike.
void expect_close_everywhere(const std::vector<float>& expected, double tolerance,
                             const std::function<void(const KernelContext&, std::span<float>)>& op) {
  for (const Isa isa : usable_isas()) {
    std::vector<float> on_one;
    for (const std::size_t n_threads : {1u, 2u, 8u}) {
      ThreadPool pool(n_threads);
      std::vector<float> y(expected.size(), std::numeric_limits<float>::quiet_NaN());
      op(KernelContext{&pool, isa}, y);
      EXPECT_LE(largest_difference(expected, y), tolerance) << isa_name(isa);
      if (n_threads == 1) on_one = y;
      EXPECT_EQ(on_one, y) << isa_name(isa) << " on " << n_threads << " threads";
    }
  }
}

TEST(Norm, LayerNormIsTheReference) {
  for (const std::size_t width : kWidths) {
    std::vector<float> x = random_values(71 * width, 1);
    for (float& value : x) value = value * 3.0f + 100.0f;  // a large mean: one-pass variances fail here
    const std::vector<float> weight = random_values(width, 2), bias = random_values(width, 3);
    const LayerNorm norm{static_cast<std::int64_t>(width), weight, bias, 1e-5f};
    std::vector<float> expected(x.size());
    layer_norm_ref(norm, x, expected);
    const double tolerance =
        width == 1 ? 1e-2 : 3e-4;  // of one value, the variance is 0 and the epsilon all there is
    expect_close_everywhere(expected, tolerance, [&](const KernelContext& context, std::span<float> y) {
      layer_norm(context, norm, x, y);
    });
  }
}

TEST(Norm, RmsNormIsTheReferenceWithAndWithoutOffset) {
  for (const std::size_t width : kWidths) {
    const std::vector<float> x = random_values(71 * width, 4, 2.0f), weight = random_values(width, 5);
    for (const float offset : {0.0f, 1.0f}) {
      const RmsNorm norm{static_cast<std::int64_t>(width), weight, 1e-6f, offset};
      std::vector<float> expected(x.size());
      rms_norm_ref(norm, x, expected);
      expect_close_everywhere(expected, 2e-5, [&](const KernelContext& context, std::span<float> y) {
        rms_norm(context, norm, x, y);
      });
    }
  }
}

TEST(Softmax, IsTheReferenceAndHiddenRowsAreZero) {
  const float hidden = -std::numeric_limits<float>::infinity();
  for (const std::size_t width : kWidths) {
    std::vector<float> x = random_values(40 * width, 6, 10.0f);
    for (std::size_t i = 0; i < x.size(); i += 7) x[i] = hidden;
    std::fill_n(x.begin(), width, hidden);
    std::vector<float> expected(x.size());
    softmax_ref(static_cast<std::int64_t>(width), x, expected);
    EXPECT_EQ(expected[0], 0.0f);
    expect_close_everywhere(expected, 3e-7, [&](const KernelContext& context, std::span<float> y) {
      softmax(context, static_cast<std::int64_t>(width), x, y);
    });
  }
}

TEST(Activation, EveryKindIsTheReferencePlainAndGated) {
  std::vector<float> x = random_values(40000, 7, 4.0f);
  for (const float value : {0.0f, -0.0f, 1e-30f, 90.0f, -90.0f, 500.0f, -500.0f, 0.349f, 0.351f})
    x.push_back(value);
  const std::vector<float> up = random_values(x.size(), 8);
  for (const Activation kind : {Activation::kIdentity, Activation::kRelu, Activation::kReluSquared,
                                Activation::kSilu, Activation::kGelu, Activation::kGeluTanh,
                                Activation::kGeluQuick, Activation::kTanh, Activation::kSigmoid}) {
    std::vector<float> plain(x.size()), gated(x.size()), relative(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double y = activate_ref(kind, x[i]);
      plain[i] = static_cast<float>(y);
      gated[i] = static_cast<float>(y * up[i]);
    }
    SCOPED_TRACE(static_cast<int>(kind));
    expect_close_everywhere(plain, 2e-6, [&](const KernelContext& context, std::span<float> y) {
      activate(context, kind, x, y);
    });
    expect_close_everywhere(gated, 4e-6, [&](const KernelContext& context, std::span<float> y) {
      activate_gated(context, kind, x, up, y);
    });
  }
}

TEST(Activation, SoftCapKeepsSmallValuesExact) {
  const std::vector<float> x = random_values(5000, 9, 30.0f);
  std::vector<float> expected(x.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    expected[i] = static_cast<float>(50.0 * std::tanh(x[i] / 50.0));
  expect_close_everywhere(expected, 1e-5, [&](const KernelContext& context, std::span<float> y) {
    soft_cap(context, 50.0f, x, y);
  });
}

TEST(Rope, BothLayoutsAreTheReferenceFullAndPartial) {
  const std::vector<std::int64_t> positions{0, 1, 2, 77, 4095, 131071};
  constexpr std::int64_t kHeadDim = 48, kHeads = 3;
  for (const RopeLayout layout : {RopeLayout::kNeighbours, RopeLayout::kHalves}) {
    for (const std::int64_t rotary_dim : {48, 20, 2}) {
      RopeConfig config;
      config.rotary_dim = rotary_dim;
      config.layout = layout;
      config.scaling = YarnRopeScaling{.factor = 4.0,
                                       .trained_tokens = 4096,
                                       .attention_factor = {},
                                       .mscale = {},
                                       .mscale_all_dim = {}};
      const RopeFrequencies frequencies = rope_frequencies(config, 131072);
      const std::vector<float> x = random_values(positions.size() * kHeads * kHeadDim, 10);
      std::vector<float> expected = x;
      apply_rope_ref(layout, frequencies, positions, kHeadDim, expected);
      expect_close_everywhere(expected, 1e-6, [&](const KernelContext& context, std::span<float> y) {
        std::copy(x.begin(), x.end(), y.begin());
        apply_rope(context, layout, rope_angles(frequencies, positions), kHeadDim, y);
      });
    }
  }
}

TEST(Elementwise, AddsScalesMultipliesAndAddsABias) {
  const std::vector<float> x = random_values(33333, 11), z = random_values(33333, 12),
                           bias = random_values(123, 13);
  ThreadPool pool(2);
  const KernelContext context{&pool, Isa::kBaseline};
  std::vector<float> y(x.size());
  add_scaled(context, x, z, 0.5f, y);
  EXPECT_EQ(y[20000], x[20000] + 0.5f * z[20000]);
  multiply(context, x, z, y);
  EXPECT_EQ(y[33332], x[33332] * z[33332]);
  scale_values(context, 3.0f, x, y);
  EXPECT_EQ(y[1], 3.0f * x[1]);
  add_bias(context, x, bias, y);
  EXPECT_EQ(y[123 * 200 + 5], x[123 * 200 + 5] + bias[5]);
}

}  // namespace
}  // namespace st::kernels
