#pragma once

#include <array>
#include <cstdint>

#include "quant/blocks.h"

namespace st::codecs {

// What Q4_K and Q5_K have in common: eight groups of 32 with x = scale * s * q - minimum * m.
struct K4Encoding {
  std::uint16_t scale_f16 = 0;
  std::uint16_t minimum_f16 = 0;
  K4Scales scales{};
  std::array<std::uint8_t, kSuperBlock> q{};  // 0 to highest
};

// 256 values; highest is 15 or 31. Groups are fitted one by one, then their scales and minima are rounded
// to six bits where the error is smallest, then the two halves are fitted again to the rounded ones.
K4Encoding encode_k4(const float* values, float highest);

}  // namespace st::codecs
