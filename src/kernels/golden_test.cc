// The kernels against what PyTorch and the transformers library computed: testdata/golden.bin, recorded by
// scripts/make_kernel_fixtures.py.

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <map>
#include <string>

#include "base/file.h"
#include "kernels/activation/activation.h"
#include "kernels/attention/attention.h"
#include "kernels/kernel_testing.h"
#include "kernels/norm/norm.h"
#include "kernels/rope/rope.h"
#include "kernels/softmax/softmax.h"

namespace st::kernels {
namespace {

class Golden : public testing::TestWithParam<Isa> {
 protected:
  static void SetUpTestSuite() {
    const std::string folder = std::string(ST_SOURCE_DIR) + "/src/kernels/testdata/";
    const std::string bytes = *read_file(folder + "golden.bin");
    std::ifstream index(folder + "golden.txt");
    std::string name;
    std::size_t offset = 0, count = 0;
    while (index >> name >> offset >> count) {
      std::vector<float> values(count);
      ASSERT_LE((offset + count) * sizeof(float), bytes.size());
      std::memcpy(values.data(), bytes.data() + offset * sizeof(float), count * sizeof(float));
      arrays[name] = std::move(values);
    }
    ASSERT_GT(arrays.size(), 40u);
  }

  static const std::vector<float>& array(const std::string& name) {
    const auto found = arrays.find(name);
    EXPECT_NE(found, arrays.end()) << name;
    static const std::vector<float> none;
    return found == arrays.end() ? none : found->second;
  }

  KernelContext context() { return {&pool_, GetParam()}; }

  // Flash and the plain forms over one sequence of f32 keys and values.
  void expect_attention(const AttentionShape& shape, const AttentionOptions& options,
                        const std::string& inputs, const std::vector<float>& expected,
                        std::span<const std::uint8_t> visible = {}) {
    const std::vector<float>& q = array(inputs + ".q");
    const std::vector<float>& k = array(inputs + ".k");
    const std::vector<float>& v = array(inputs + ".v");
    const std::int64_t n = static_cast<std::int64_t>(q.size()) / (shape.n_heads * shape.head_dim);
    AttentionSequence sequence;
    sequence.extent = {n, 0, n};
    sequence.key_visible = visible;
    sequence.kv =
        contiguous_kv(DType::kF32, reinterpret_cast<const std::byte*>(k.data()), DType::kF32,
                      reinterpret_cast<const std::byte*>(v.data()), n, shape.n_kv_heads, shape.head_dim);
    std::vector<float> out(q.size());
    const AttentionCall call{shape, options, std::span(&sequence, 1), q, out};
    const AttentionPlan plan = plan_attention(shape, options.mask, std::span(&sequence.extent, 1));
    ScratchBuffer scratch;
    ASSERT_TRUE(attend_flash(context(), call, plan, scratch).ok());
    EXPECT_LT(largest_difference(expected, out), 2e-6) << "flash";
    ASSERT_TRUE(attend_naive(context(), call, scratch).ok());
    EXPECT_LT(largest_difference(expected, out), 2e-6) << "naive";
    attend_ref<double>(call);
    EXPECT_LT(largest_difference(expected, out), 5e-7) << "reference";
  }

 private:
  static inline std::map<std::string, std::vector<float>> arrays;
  ThreadPool pool_{2};
};

TEST_P(Golden, AttentionUnderEveryMask) {
  const AttentionShape shape{6, 2, 32};
  AttentionOptions options;
  options.scale = 1.0f / std::sqrt(32.0f);
  options.mask = {true, 0, 0};
  expect_attention(shape, options, "attention", array("attention.causal"));
  options.mask = {false, 0, 0};
  expect_attention(shape, options, "attention", array("attention.none"));
  options.mask = {true, 5, 0};
  expect_attention(shape, options, "attention", array("attention.window"));
  options.mask = {true, 0, 7};
  expect_attention(shape, options, "attention", array("attention.prefix"));
  options.mask = {true, 0, 0};
  std::vector<std::uint8_t> visible(21);
  for (std::size_t key = 0; key < visible.size(); ++key) visible[key] = key % 4 != 1;
  expect_attention(shape, options, "attention", array("attention.padding"), visible);
}

TEST_P(Golden, AttentionWithAlibiAndWithASoftCap) {
  AttentionOptions options;
  options.scale = 1.0f / std::sqrt(32.0f);
  const std::vector<float> slopes = alibi_slopes(6);
  options.alibi_slopes = slopes;
  expect_attention({6, 2, 32}, options, "attention", array("attention.alibi"));
  AttentionOptions gemma2;
  gemma2.scale = 0.2f;
  gemma2.soft_cap = 10.0f;
  expect_attention({4, 2, 32}, gemma2, "gemma2", array("gemma2.y"));
}

TEST_P(Golden, AlibiSlopesAndRelativeBiases) {
  for (const std::int64_t heads : {8, 12, 16, 71}) {
    EXPECT_LT(largest_difference(array("alibi." + std::to_string(heads)), alibi_slopes(heads)), 1e-7)
        << heads;
  }
  for (const bool is_decoder : {false, true}) {
    const std::string name = is_decoder ? "t5.decoder" : "t5.encoder";
    const RelativeBias bias = relative_bias({32, 128, !is_decoder}, 4, array(name + ".table"));
    for (const std::int64_t query : {0, 150, 299}) {
      const std::vector<float>& expected = array(name + ".bias" + std::to_string(query));
      ASSERT_EQ(expected.size(), 1200u);
      for (std::int64_t i = 0; i < 1200; ++i) {
        const std::int64_t place =
            std::clamp<std::int64_t>(i % 300 - query - bias.first_distance, 0, bias.n_distances - 1);
        EXPECT_EQ(expected[static_cast<std::size_t>(i)],
                  bias.values[static_cast<std::size_t>(i / 300 * bias.n_distances + place)])
            << name << " query " << query << " key " << i % 300;
      }
    }
  }
}

TEST_P(Golden, NormsSoftmaxAndActivations) {
  const std::vector<float>& x = array("norm.x");
  std::vector<float> y(x.size());
  layer_norm(context(), {70, array("norm.weight"), array("norm.bias"), 1e-5f}, x, y);
  EXPECT_LT(largest_difference(array("norm.layer"), y), 2e-6);
  rms_norm(context(), {70, array("norm.weight"), 1e-6f, 0.0f}, x, y);
  EXPECT_LT(largest_difference(array("norm.rms"), y), 2e-6);
  softmax(context(), 70, x, y);
  EXPECT_LT(largest_difference(array("norm.softmax"), y), 2e-7);
  const std::pair<const char*, Activation> kinds[] = {{"gelu", Activation::kGelu},
                                                      {"gelu_tanh", Activation::kGeluTanh},
                                                      {"silu", Activation::kSilu},
                                                      {"relu", Activation::kRelu}};
  for (const auto& [name, kind] : kinds) {
    activate(context(), kind, x, y);
    EXPECT_LT(largest_difference(array(std::string("activation.") + name), y), 1e-6) << name;
  }
}

RopeConfig rope_config(RopeScaling scaling, double theta) {
  RopeConfig config;
  config.rotary_dim = 64;
  config.theta = theta;
  config.scaling = std::move(scaling);
  return config;
}

LongRopeScaling long_rope() {
  LongRopeScaling scaling;
  scaling.trained_tokens = 4096;
  scaling.factor = 32.0;
  for (int i = 0; i < 32; ++i) {
    scaling.short_factors.push_back(1.0f + 0.01f * static_cast<float>(i));
    scaling.long_factors.push_back(1.0f + 0.5f * static_cast<float>(i));
  }
  return scaling;
}

TEST_P(Golden, FrequenciesOfEveryRopeScaling) {
  YarnRopeScaling yarn;
  yarn.factor = 4.0;
  yarn.trained_tokens = 2048;
  YarnRopeScaling with_mscale;
  with_mscale.factor = 40.0;
  with_mscale.trained_tokens = 4096;
  with_mscale.mscale = 0.8;
  with_mscale.mscale_all_dim = 1.2;
  with_mscale.truncate = false;
  const struct {
    const char* name;
    RopeConfig config;
    std::int64_t n_sequence_tokens;
  } cases[] = {{"linear", rope_config(LinearRopeScaling{4.0}, 10000.0), 100},
               {"dynamic", rope_config(DynamicNtkRopeScaling{2.0, 2048}, 10000.0), 5000},
               {"yarn", rope_config(yarn, 1e6), 100},
               {"yarn_mscale", rope_config(with_mscale, 10000.0), 100},
               {"llama3", rope_config(Llama3RopeScaling{}, 500000.0), 100},
               {"longrope_short", rope_config(long_rope(), 10000.0), 4096},
               {"longrope_long", rope_config(long_rope(), 10000.0), 4097}};
  for (const auto& one : cases) {
    const RopeFrequencies frequencies = rope_frequencies(one.config, one.n_sequence_tokens);
    const std::vector<float>& expected = array(std::string("rope.") + one.name + ".inverse");
    ASSERT_EQ(frequencies.inverse.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(frequencies.inverse[i] / expected[i], 1.0, 1e-6) << one.name << ' ' << i;
    }
    EXPECT_FLOAT_EQ(frequencies.attention_scale, array(std::string("rope.") + one.name + ".scale")[0])
        << one.name;
  }
}

TEST_P(Golden, RotationInBothLayouts) {
  RopeConfig config = rope_config(NoRopeScaling{}, 10000.0);
  const std::vector<std::int64_t> positions{0, 3, 1000, 40000};
  const RopeAngles angles = rope_angles(rope_frequencies(config, 1), positions);
  for (const RopeLayout layout : {RopeLayout::kHalves, RopeLayout::kNeighbours}) {
    std::vector<float> x = array("rope.x");
    apply_rope(context(), layout, angles, 64, x);
    // A unit in the last place of a frequency turns position 40,000 by 40,000 times as much.
    EXPECT_LT(
        largest_difference(array(layout == RopeLayout::kHalves ? "rope.halves" : "rope.neighbours"), x),
        2e-3);
    x.resize(3 * 2 * 64);
    EXPECT_LT(
        largest_difference(x, array(layout == RopeLayout::kHalves ? "rope.halves" : "rope.neighbours")),
        1e-4);
  }
}

INSTANTIATE_TEST_SUITE_P(EveryIsa, Golden, testing::ValuesIn(usable_isas()),
                         [](const auto& test) { return std::string(isa_name(test.param)); });

}  // namespace
}  // namespace st::kernels
