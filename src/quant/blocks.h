#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace st {

// The GGUF block layouts, byte for byte as they lie in files. Scales named *_f16 are IEEE halves as bits
// (tensor/half.h). A block holds consecutive elements of one row. "low nibbles first": byte j of a group
// holds element j in its low and element j + (group size) in its high four bits.

inline constexpr std::size_t kSmallBlock = 32;
inline constexpr std::size_t kSuperBlock = 256;

// x = scale * q
struct BlockQ8_0 {
  std::uint16_t scale_f16;
  std::array<std::int8_t, 32> q;
};

// x = scale * (q - 8); 16 bytes, low nibbles first
struct BlockQ4_0 {
  std::uint16_t scale_f16;
  std::array<std::uint8_t, 16> q;
};

// x = scale * q + offset
struct BlockQ4_1 {
  std::uint16_t scale_f16;
  std::uint16_t offset_f16;
  std::array<std::uint8_t, 16> q;
};

// x = scale * (q - 16); bit i of `high` is the fifth bit of element i
struct BlockQ5_0 {
  std::uint16_t scale_f16;
  std::array<std::uint8_t, 4> high;
  std::array<std::uint8_t, 16> q;
};

// x = scale * q + offset
struct BlockQ5_1 {
  std::uint16_t scale_f16;
  std::uint16_t offset_f16;
  std::array<std::uint8_t, 4> high;
  std::array<std::uint8_t, 16> q;
};

// Sixteen groups of 16: x = scale * (scales & 15) * q - minimum * (scales >> 4). Per 128 elements 32 bytes
// hold four runs of 32, two bits each, lowest bits first.
struct BlockQ2_K {
  std::array<std::uint8_t, 16> scales;
  std::array<std::uint8_t, 64> q;
  std::uint16_t scale_f16;
  std::uint16_t minimum_f16;
};

// Sixteen groups of 16: x = scale * (s - 32) * (q - 4), s of six bits (unpack_q3_k_scales), q of three: two
// as in Q2_K, the third from bit (element / 32) of high[element % 32].
struct BlockQ3_K {
  std::array<std::uint8_t, 32> high;
  std::array<std::uint8_t, 64> q;
  std::array<std::uint8_t, 12> scales;
  std::uint16_t scale_f16;
};

// Eight groups of 32: x = scale * s * q - minimum * m, s and m of six bits (unpack_k4_scales). Per 64
// elements 32 bytes, low nibbles first.
struct BlockQ4_K {
  std::uint16_t scale_f16;
  std::uint16_t minimum_f16;
  std::array<std::uint8_t, 12> scales;
  std::array<std::uint8_t, 128> q;
};

// As Q4_K with a fifth bit: bit (element / 32) of high[element % 32].
struct BlockQ5_K {
  std::uint16_t scale_f16;
  std::uint16_t minimum_f16;
  std::array<std::uint8_t, 12> scales;
  std::array<std::uint8_t, 32> high;
  std::array<std::uint8_t, 128> q;
};

// Sixteen groups of 16: x = scale * scales[group] * (q - 32). Per 128 elements: runs 0 and 1 of 32 in the
// low, runs 2 and 3 in the high nibbles of 64 bytes; the upper two bits of the runs in 32 bytes, lowest
// bits first.
struct BlockQ6_K {
  std::array<std::uint8_t, 128> low;
  std::array<std::uint8_t, 64> high;
  std::array<std::int8_t, 16> scales;
  std::uint16_t scale_f16;
};

// x = scale * kIQ4Values[q]; 16 bytes, low nibbles first
struct BlockIQ4_NL {
  std::uint16_t scale_f16;
  std::array<std::uint8_t, 16> q;
};

// Eight groups of 32: x = scale * (s - 32) * kIQ4Values[q], s of six bits: four in a nibble of scales_low,
// two in scales_high at bit 2 * group. Per group 16 bytes, low nibbles first.
struct BlockIQ4_XS {
  std::uint16_t scale_f16;
  std::uint16_t scales_high;
  std::array<std::uint8_t, 4> scales_low;
  std::array<std::uint8_t, 128> q;
};

// The sixteen values that a nibble of IQ4_NL and IQ4_XS stands for.
inline constexpr std::array<std::int8_t, 16> kIQ4Values = {-127, -104, -83, -65, -49, -35, -22, -10,
                                                           1,    13,   25,  38,  53,  69,  89,  113};

static_assert(sizeof(BlockQ8_0) == 34 && sizeof(BlockQ4_0) == 18 && sizeof(BlockQ4_1) == 20);
static_assert(sizeof(BlockQ5_0) == 22 && sizeof(BlockQ5_1) == 24 && sizeof(BlockQ2_K) == 84);
static_assert(sizeof(BlockQ3_K) == 110 && sizeof(BlockQ4_K) == 144 && sizeof(BlockQ5_K) == 176);
static_assert(sizeof(BlockQ6_K) == 210 && sizeof(BlockIQ4_NL) == 18 && sizeof(BlockIQ4_XS) == 136);

// The six-bit scales and minima of Q4_K and Q5_K.
struct K4Scales {
  std::array<std::uint8_t, 8> scale;
  std::array<std::uint8_t, 8> minimum;
};

// Bytes 0-3 and 4-7 hold scales and minima 0-3 in their low six bits; bytes 8-11 the low nibbles of scales
// 4-7 and of minima 4-7, whose upper two bits are on top of bytes 0-3 and 4-7.
constexpr K4Scales unpack_k4_scales(const std::array<std::uint8_t, 12>& packed) {
  K4Scales out{};
  for (std::size_t i = 0; i < 4; ++i) {
    out.scale[i] = packed[i] & 63;
    out.minimum[i] = packed[i + 4] & 63;
    out.scale[i + 4] = static_cast<std::uint8_t>((packed[i + 8] & 15) | ((packed[i] >> 6) << 4));
    out.minimum[i + 4] = static_cast<std::uint8_t>((packed[i + 8] >> 4) | ((packed[i + 4] >> 6) << 4));
  }
  return out;
}

constexpr std::array<std::uint8_t, 12> pack_k4_scales(const K4Scales& scales) {
  std::array<std::uint8_t, 12> packed{};
  for (std::size_t i = 0; i < 4; ++i) {
    packed[i] = static_cast<std::uint8_t>(scales.scale[i] | ((scales.scale[i + 4] >> 4) << 6));
    packed[i + 4] = static_cast<std::uint8_t>(scales.minimum[i] | ((scales.minimum[i + 4] >> 4) << 6));
    packed[i + 8] =
        static_cast<std::uint8_t>((scales.scale[i + 4] & 15) | ((scales.minimum[i + 4] & 15) << 4));
  }
  return packed;
}

// The sixteen six-bit scales of Q3_K, as stored (0 to 63): low nibbles in bytes 0-7, upper two bits in
// bytes 8-11.
constexpr std::array<std::uint8_t, 16> unpack_q3_k_scales(const std::array<std::uint8_t, 12>& packed) {
  std::array<std::uint8_t, 16> out{};
  for (std::size_t i = 0; i < 16; ++i) {
    const int low = i < 8 ? packed[i] & 15 : packed[i - 8] >> 4;
    const int high = (packed[8 + i % 4] >> (2 * (i / 4))) & 3;
    out[i] = static_cast<std::uint8_t>(low | (high << 4));
  }
  return out;
}

}  // namespace st
