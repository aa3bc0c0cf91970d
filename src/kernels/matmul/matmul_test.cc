#include "kernels/matmul/matmul.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>

#include "kernels/kernel_testing.h"
#include "quant/blocks.h"
#include "quant/quant_format.h"
#include "tensor/half.h"

namespace st::kernels {
namespace {

// What sums of some hundred floats lose, relative to their usual size; a misplaced weight costs a million
// times as much.
constexpr double kRounding = 1e-5;

std::vector<DType> weight_types() {
  std::vector<DType> types;
  for (const QuantFormat& format : quant_formats()) {
    if (is_matmul_type(format.dtype)) types.push_back(format.dtype);
  }
  return types;
}

// Where a block keeps its halves: the formats that can only be read get random bytes and sane scales.
std::vector<std::size_t> half_offsets(DType type) {
  switch (type) {
    case DType::kQ4_1:
      return {offsetof(BlockQ4_1, scale_f16), offsetof(BlockQ4_1, offset_f16)};
    case DType::kQ5_0:
      return {offsetof(BlockQ5_0, scale_f16)};
    case DType::kQ5_1:
      return {offsetof(BlockQ5_1, scale_f16), offsetof(BlockQ5_1, offset_f16)};
    case DType::kQ2_K:
      return {offsetof(BlockQ2_K, scale_f16), offsetof(BlockQ2_K, minimum_f16)};
    case DType::kQ3_K:
      return {offsetof(BlockQ3_K, scale_f16)};
    case DType::kQ4_K:
      return {offsetof(BlockQ4_K, scale_f16), offsetof(BlockQ4_K, minimum_f16)};
    case DType::kQ5_K:
      return {offsetof(BlockQ5_K, scale_f16), offsetof(BlockQ5_K, minimum_f16)};
    case DType::kQ6_K:
      return {offsetof(BlockQ6_K, scale_f16)};
    default:
      return {0};  // q8_0, q4_0, iq4_nl, iq4_xs: the scale comes first
  }
}

Tensor random_blocks(DType type, std::size_t n_out, std::size_t n_in, std::uint32_t seed) {
  Tensor weights = *Tensor::zeros(type, Shape{n_out, n_in});
  std::mt19937 random(seed);
  const std::size_t n_bytes = weights.view().byte_count();
  for (std::size_t i = 0; i < n_bytes; ++i) weights.data()[i] = static_cast<std::byte>(random());
  for (std::size_t block = 0; block < n_bytes; block += info(type).block_bytes) {
    for (const std::size_t offset : half_offsets(type)) {
      const std::uint16_t half = f32_to_f16(0.001f + 0.001f * static_cast<float>(random() % 100));
      std::memcpy(weights.data() + block + offset, &half, sizeof(half));
    }
  }
  return weights;
}

Tensor weights_of(DType type, std::size_t n_out, std::size_t n_in, std::uint32_t seed) {
  if (info(type).is_block_format()) return random_blocks(type, n_out, n_in, seed);
  const Tensor values = *Tensor::from_f32(Shape{n_out, n_in}, random_values(n_out * n_in, seed, 0.5f));
  return std::move(*encode_from_f32(values, type));
}

double root_mean_square(const Tensor& weights) {
  const Tensor values = *decode_to_f32(weights);
  double squares = 0.0;
  for (const float value : values.f32()) squares += static_cast<double>(value) * value;
  return std::sqrt(squares / static_cast<double>(values.view().element_count()));
}

struct Product {
  Tensor weights;
  std::vector<float> x, bias, expected;
  double scale = 0.0;  // what a sum of n_in products of such size is about

  Product(DType type, std::size_t n_tokens, std::size_t n_in, std::size_t n_out)
      : weights(weights_of(type, n_out, n_in, 3)),
        x(random_values(n_tokens * n_in, 1)),
        bias(random_values(n_out, 2)),
        expected(n_tokens * n_out),
        scale(std::sqrt(static_cast<double>(n_in)) * root_mean_square(weights)) {
    matmul_ref(weights, x, expected, bias);
  }

  double error(const KernelContext& context, ActivationPrecision precision,
               std::vector<float>* out = nullptr) const {
    ScratchBuffer scratch;
    std::vector<float> y(expected.size(), std::nanf(""));
    EXPECT_TRUE(matmul(context, weights, x, y, {bias, precision}, scratch).ok());
    if (out != nullptr) *out = y;
    double largest = 0.0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double difference = std::abs(static_cast<double>(y[i]) - expected[i]) / (scale + 1e-3);
      if (!(difference <= largest)) largest = difference;  // a NaN is a difference too
    }
    return largest;
  }
};

TEST(Matmul, EveryTypeIsTheReferenceOnEveryIsa) {
  for (const DType type : weight_types()) {
    const std::size_t n_in = info(type).block_elements == 256 ? 768 : 288;
    for (const std::size_t n_tokens : {1u, 3u, 7u, 8u, 9u, 50u, 97u}) {
      const Product product(type, n_tokens, n_in, 67);
      for (const Isa isa : usable_isas()) {
        ThreadPool pool(2);
        EXPECT_LT(product.error({&pool, isa}, ActivationPrecision::kKept), kRounding)
            << name(type) << ' ' << isa_name(isa) << ' ' << n_tokens << " tokens";
      }
    }
  }
}

// x as bytes stand for it: to 1/127 of the largest of 32.
std::vector<float> rounded_to_bytes(std::vector<float> x) {
  for (std::size_t block = 0; block < x.size(); block += 32) {
    float top = 0.0f;
    for (std::size_t i = block; i < block + 32; ++i) top = std::max(top, std::abs(x[i]));
    const float scale = top / 127.0f, inverse = 1.0f / scale;
    for (std::size_t i = block; i < block + 32; ++i) x[i] = scale * std::nearbyint(x[i] * inverse);
  }
  return x;
}

TEST(Matmul, BytesCostTheirRoundingAndNothingElse) {
  for (const DType type : weight_types()) {
    const std::size_t n_in = info(type).block_elements == 256 ? 768 : 288;
    for (const std::size_t n_tokens : {1u, 2u, 5u, 8u}) {
      Product product(type, n_tokens, n_in, 33);
      for (const Isa isa : usable_isas()) {
        ThreadPool pool(2);
        EXPECT_LT(product.error({&pool, isa}, ActivationPrecision::kInt8), 0.04)
            << name(type) << isa_name(isa);
      }
      if (!info(type).is_block_format()) continue;
      matmul_ref(product.weights, rounded_to_bytes(product.x), product.expected, product.bias);
      for (const Isa isa : usable_isas()) {
        ThreadPool pool(2);
        EXPECT_LT(product.error({&pool, isa}, ActivationPrecision::kInt8), 2 * kRounding)
            << name(type) << ' ' << isa_name(isa) << ' ' << n_tokens << " tokens";
      }
    }
  }
}

TEST(Matmul, OddShapesAndManyBlocks) {
  const struct {
    std::size_t n_tokens, n_in, n_out;
  } shapes[] = {{1, 1, 1}, {2, 5, 3}, {11, 1, 7}, {13, 259, 65}, {481, 70, 130}, {1000, 300, 1}};
  for (const auto& shape : shapes) {
    for (const DType type : {DType::kF32, DType::kF16, DType::kBF16}) {
      const Product product(type, shape.n_tokens, shape.n_in, shape.n_out);
      for (const Isa isa : usable_isas()) {
        ThreadPool pool(3);
        EXPECT_LT(product.error({&pool, isa}, ActivationPrecision::kKept), kRounding)
            << name(type) << shape.n_tokens;
      }
    }
  }
}

TEST(Matmul, SameBytesOnAnyNumberOfThreads) {
  for (const std::size_t n_tokens : {1u, 6u, 200u}) {
    const Product product(DType::kQ4_K, n_tokens, 512, 1000);
    for (const ActivationPrecision precision : {ActivationPrecision::kKept, ActivationPrecision::kInt8}) {
      std::vector<float> on_one, on_two, on_eight;
      ThreadPool one(1), two(2), eight(8);
      const Isa isa = usable_isas().back();
      product.error({&one, isa}, precision, &on_one);
      product.error({&two, isa}, precision, &on_two);
      product.error({&eight, isa}, precision, &on_eight);
      EXPECT_EQ(on_one, on_two);
      EXPECT_EQ(on_one, on_eight);
    }
  }
}

// In a block form each row is summed by itself in one order, so a batch gives what its parts give.
TEST(Matmul, ARowDoesNotDependOnItsNeighbours) {
  const Product product(DType::kF16, 100, 300, 70);
  ThreadPool pool(2);
  const KernelContext context{&pool, usable_isas().back()};
  std::vector<float> all;
  product.error(context, ActivationPrecision::kKept, &all);
  ScratchBuffer scratch;
  std::vector<float> part(33 * 70);
  ASSERT_TRUE(matmul(context, product.weights, std::span(product.x).subspan(50 * 300, 33 * 300), part,
                     {product.bias, ActivationPrecision::kKept}, scratch)
                  .ok());
  EXPECT_EQ(part, std::vector<float>(all.begin() + 50 * 70, all.begin() + 83 * 70));
}

}  // namespace
}  // namespace st::kernels
