#include "quant/quant_format.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "quant/blocks.h"

namespace st {
namespace {

TEST(QuantFormat, EveryFormatDecodesZeroBytesToFiniteNumbers) {
  for (const QuantFormat& format : quant_formats()) {
    const std::vector<std::byte> block(info(format.dtype).block_bytes);
    std::vector<float> values(info(format.dtype).block_elements, NAN);
    format.decode(block.data(), values.size(), values.data());
    for (const float value : values) EXPECT_EQ(value, 0.0f) << name(format.dtype);
  }
}

TEST(QuantFormat, SixBitScalesSurvivePacking) {
  K4Scales scales;
  for (std::size_t i = 0; i < 8; ++i) {
    scales.scale[i] = static_cast<std::uint8_t>(i * 9);
    scales.minimum[i] = static_cast<std::uint8_t>(63 - i * 8);
  }
  const K4Scales back = unpack_k4_scales(pack_k4_scales(scales));
  EXPECT_EQ(back.scale, scales.scale);
  EXPECT_EQ(back.minimum, scales.minimum);
}

// A ramp is hit to within half a step by every format that is written: 1/30 in the groups of Q4_K that lie
// wholly above zero, because its minimum can only go down.
TEST(QuantFormat, EncodesARampWithinAStep) {
  std::vector<float> ramp(512);
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = (static_cast<float>(i % 256) - 127.5f) / 128.0f;
  const Result<Tensor> values = Tensor::from_f32(Shape{2, 256}, ramp);
  ASSERT_TRUE(values.ok());
  for (const QuantFormat& format : quant_formats()) {
    if (format.encode == nullptr) continue;
    const Result<Tensor> blocks = encode_from_f32(*values, format.dtype);
    ASSERT_TRUE(blocks.ok());
    const Result<Tensor> back = decode_to_f32(*blocks);
    ASSERT_TRUE(back.ok());
    const float allowed = format.dtype == DType::kQ4_0 ? 0.08f : 0.035f;
    for (std::size_t i = 0; i < ramp.size(); ++i) {
      ASSERT_NEAR(back->f32()[i], ramp[i], allowed) << name(format.dtype) << " " << i;
    }
  }
}

TEST(QuantFormat, WhatIsNotFiniteOrTooLargeNeverReachesAScale) {
  std::vector<float> wild(256, 1.0f);
  wild[3] = NAN;
  wild[40] = INFINITY;
  wild[77] = -INFINITY;
  wild[130] = 3e38f;
  wild[200] = 1e-42f;
  const Result<Tensor> values = Tensor::from_f32(Shape{1, 256}, wild);
  ASSERT_TRUE(values.ok());
  for (const DType dtype : {DType::kQ8_0, DType::kQ4_0, DType::kQ4_K, DType::kQ5_K, DType::kQ6_K}) {
    const Result<Tensor> blocks = encode_from_f32(*values, dtype);
    ASSERT_TRUE(blocks.ok());
    const Result<Tensor> back = decode_to_f32(*blocks);
    ASSERT_TRUE(back.ok());
    for (const float value : back->f32()) EXPECT_TRUE(std::isfinite(value)) << name(dtype);
  }
}

TEST(QuantFormat, RowsThatAreNoWholeBlocksAreRefused) {
  const Result<Tensor> values = Tensor::zeros(DType::kF32, Shape{2, 100});
  ASSERT_TRUE(values.ok());
  const Result<Tensor> blocks = encode_from_f32(*values, DType::kQ4_K);
  ASSERT_FALSE(blocks.ok());
  EXPECT_EQ(blocks.error().message, "rows of 100 are no whole blocks of q4_k (256)");
  EXPECT_FALSE(encode_from_f32(*values, DType::kQ2_K).ok());
  EXPECT_FALSE(encode_from_f32(*values, DType::kI32).ok());
}

}  // namespace
}  // namespace st
