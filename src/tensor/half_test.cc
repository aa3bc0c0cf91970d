#include "tensor/half.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace st {
namespace {

TEST(Half, EveryHalfSurvivesTheWayThroughFloat) {
  for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = f16_to_f32(half);
    if (std::isnan(value)) {
      EXPECT_EQ(f32_to_f16(value), (half & 0x8000) | 0x7E00);
    } else {
      ASSERT_EQ(f32_to_f16(value), half) << bits;
    }
  }
}

// The nearest half by its definition: compare with both neighbours, ties to the even one.
TEST(Half, RoundsToNearestEven) {
  for (std::uint32_t bits = 0; bits < 0x7BFF; ++bits) {
    const auto below = static_cast<std::uint16_t>(bits);
    const auto above = static_cast<std::uint16_t>(bits + 1);
    const float middle = (f16_to_f32(below) + f16_to_f32(above)) / 2;  // exact: one more bit
    EXPECT_EQ(f32_to_f16(middle), (bits & 1) == 0 ? below : above) << bits;
    EXPECT_EQ(f32_to_f16(std::nextafter(middle, 0.0f)), below) << bits;
    EXPECT_EQ(f32_to_f16(std::nextafter(middle, 1e9f)), above) << bits;
    EXPECT_EQ(f32_to_f16(-middle), f32_to_f16(middle) | 0x8000) << bits;
  }
}

TEST(Half, LargeValuesBecomeInfinity) {
  EXPECT_EQ(f32_to_f16(65504.0f), 0x7BFF);
  EXPECT_EQ(f32_to_f16(65519.99f), 0x7BFF);
  EXPECT_EQ(f32_to_f16(65520.0f), 0x7C00);
  EXPECT_EQ(f32_to_f16(-std::numeric_limits<float>::infinity()), 0xFC00);
  EXPECT_EQ(f32_to_f16(std::numeric_limits<float>::max()), 0x7C00);
}

TEST(Brain, EveryBfloat16SurvivesTheWayThroughFloat) {
  for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
    const auto brain = static_cast<std::uint16_t>(bits);
    const float value = bf16_to_f32(brain);
    if (std::isnan(value)) {
      EXPECT_EQ(f32_to_bf16(value), brain | 0x40);
    } else {
      ASSERT_EQ(f32_to_bf16(value), brain) << bits;
    }
  }
}

TEST(Brain, RoundsToNearestEven) {
  EXPECT_EQ(f32_to_bf16(std::bit_cast<float>(0x3F808000u)), 0x3F80);
  EXPECT_EQ(f32_to_bf16(std::bit_cast<float>(0x3F818000u)), 0x3F82);
  EXPECT_EQ(f32_to_bf16(std::bit_cast<float>(0x3F808001u)), 0x3F81);
  EXPECT_EQ(f32_to_bf16(std::numeric_limits<float>::max()), 0x7F80);
}

}  // namespace
}  // namespace st
