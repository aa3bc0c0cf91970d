#pragma once

// The block formats of quant/blocks.h as vectors want them: an unpacked block has an unsigned byte u an
// element and a scale and minimum a group, and stands for scale * (u - kOffset) - minimum. Written as plain
// loops of fixed length over bytes, which the compiler turns into the ISA's own; the layouts are told in
// quant/blocks.h, and tests hold every format against the codecs there.

#include <cstdint>
#include <cstring>

#include "kernels/simd/vec.h"

namespace st::kernels::ST_ISA_NAMESPACE {

// Room for the largest block.
struct Unpacked {
  alignas(64) std::uint8_t u[256];
  float scale[16];
  float minimum[16];
};

typedef std::uint8_t Bytes __attribute__((vector_size(16)));

ST_INLINE Bytes bytes_at(const std::uint8_t* p) {
  Bytes bytes;
  std::memcpy(&bytes, p, sizeof(bytes));
  return bytes;
}
ST_INLINE void put_bytes(std::uint8_t* p, Bytes bytes) {
  std::memcpy(p, &bytes, sizeof(bytes));
}

ST_INLINE float half_at(const std::uint8_t* p) {
  std::uint16_t half;
  std::memcpy(&half, p, sizeof(half));
  return half_to_float(half);
}
// The nibbles of n bytes, a multiple of 16: the low ones are elements 0 to n - 1, the high ones n to 2n
// - 1.
ST_INLINE void split_nibbles(const std::uint8_t* from, int n, std::uint8_t* u) {
  for (int i = 0; i < n; i += 16) {
    const Bytes both = bytes_at(from + i);
    put_bytes(u + i, both & 15);
    put_bytes(u + n + i, both >> 4);
  }
}

struct FormatQ8_0 {
  static constexpr int kElements = 32, kBytes = 34, kGroup = 32, kOffset = 128;
  static constexpr bool kHasMinimum = false;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    out.scale[0] = half_at(block);
    for (int i = 0; i < 32; i += 16) put_bytes(out.u + i, bytes_at(block + 2 + i) ^ 0x80);
  }
};

struct FormatQ4_0 {
  static constexpr int kElements = 32, kBytes = 18, kGroup = 32, kOffset = 8;
  static constexpr bool kHasMinimum = false;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    out.scale[0] = half_at(block);
    split_nibbles(block + 2, 16, out.u);
  }
};

struct FormatQ4_1 {
  static constexpr int kElements = 32, kBytes = 20, kGroup = 32, kOffset = 0;
  static constexpr bool kHasMinimum = true;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    out.scale[0] = half_at(block);
    out.minimum[0] = -half_at(block + 2);
    split_nibbles(block + 4, 16, out.u);
  }
};

// Bit i of 32 becomes 16 in element i.
ST_INLINE void add_fifth_bits(const std::uint8_t* bits, std::uint8_t* u) {
  const Bytes places{1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  for (int i = 0; i < 2; ++i) {
    const std::uint8_t a = bits[2 * i], b = bits[2 * i + 1];
    const Bytes spread{a, a, a, a, a, a, a, a, b, b, b, b, b, b, b, b};
    const Bytes set = reinterpret_cast<Bytes>((spread & places) != 0);
    put_bytes(u + 16 * i, bytes_at(u + 16 * i) | (set & 16));
  }
}

struct FormatQ5_0 {
  static constexpr int kElements = 32, kBytes = 22, kGroup = 32, kOffset = 16;
  static constexpr bool kHasMinimum = false;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    out.scale[0] = half_at(block);
    split_nibbles(block + 6, 16, out.u);
    add_fifth_bits(block + 2, out.u);
  }
};

struct FormatQ5_1 {
  static constexpr int kElements = 32, kBytes = 24, kGroup = 32, kOffset = 0;
  static constexpr bool kHasMinimum = true;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    out.scale[0] = half_at(block);
    out.minimum[0] = -half_at(block + 2);
    split_nibbles(block + 8, 16, out.u);
    add_fifth_bits(block + 4, out.u);
  }
};

struct FormatQ2_K {
  static constexpr int kElements = 256, kBytes = 84, kGroup = 16, kOffset = 0;
  static constexpr bool kHasMinimum = true;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    const float scale = half_at(block + 80), minimum = half_at(block + 82);
    for (int i = 0; i < 16; ++i) {
      out.scale[i] = scale * static_cast<float>(block[i] & 15);
      out.minimum[i] = minimum * static_cast<float>(block[i] >> 4);
    }
    for (int i = 0; i < 256; i += 16) {
      const Bytes q = bytes_at(block + 16 + i / 128 * 32 + i % 32);
      put_bytes(out.u + i, q >> static_cast<std::uint8_t>(i % 128 / 32 * 2) & 3);
    }
  }
};

struct FormatQ3_K {
  static constexpr int kElements = 256, kBytes = 110, kGroup = 16, kOffset = 4;
  static constexpr bool kHasMinimum = false;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    const std::uint8_t* packed = block + 96;
    const float scale = half_at(block + 108);
    for (int i = 0; i < 16; ++i) {
      const int low = packed[i % 8] >> (i / 8 * 4) & 15;
      const int high = packed[8 + i % 4] >> (i / 4 * 2) & 3;
      out.scale[i] = scale * static_cast<float>((low | high << 4) - 32);
    }
    for (int i = 0; i < 256; i += 16) {
      const Bytes low =
          bytes_at(block + 32 + i / 128 * 32 + i % 32) >> static_cast<std::uint8_t>(i % 128 / 32 * 2) & 3;
      const Bytes high = bytes_at(block + i % 32) >> static_cast<std::uint8_t>(i / 32) & 1;
      put_bytes(out.u + i, low | high << 2);
    }
  }
};

// The six-bit scales and minima of Q4_K and Q5_K.
ST_INLINE void unpack_k_scales(const std::uint8_t* packed, float scale, float minimum, Unpacked& out) {
  for (int i = 0; i < 4; ++i) {
    const int high_scale = (packed[8 + i] & 15) | packed[i] >> 6 << 4;
    const int high_minimum = packed[8 + i] >> 4 | packed[4 + i] >> 6 << 4;
    out.scale[i] = scale * static_cast<float>(packed[i] & 63);
    out.minimum[i] = minimum * static_cast<float>(packed[4 + i] & 63);
    out.scale[4 + i] = scale * static_cast<float>(high_scale);
    out.minimum[4 + i] = minimum * static_cast<float>(high_minimum);
  }
}

struct FormatQ4_K {
  static constexpr int kElements = 256, kBytes = 144, kGroup = 32, kOffset = 0;
  static constexpr bool kHasMinimum = true;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    unpack_k_scales(block + 4, half_at(block), half_at(block + 2), out);
    for (int i = 0; i < 4; ++i) split_nibbles(block + 16 + 32 * i, 32, out.u + 64 * i);
  }
};

struct FormatQ5_K {
  static constexpr int kElements = 256, kBytes = 176, kGroup = 32, kOffset = 0;
  static constexpr bool kHasMinimum = true;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    unpack_k_scales(block + 4, half_at(block), half_at(block + 2), out);
    for (int i = 0; i < 4; ++i) split_nibbles(block + 48 + 32 * i, 32, out.u + 64 * i);
    for (int i = 0; i < 256; i += 16) {
      const Bytes high = bytes_at(block + 16 + i % 32) >> static_cast<std::uint8_t>(i / 32) & 1;
      put_bytes(out.u + i, bytes_at(out.u + i) | high << 4);
    }
  }
};

struct FormatQ6_K {
  static constexpr int kElements = 256, kBytes = 210, kGroup = 16, kOffset = 32;
  static constexpr bool kHasMinimum = false;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    const float scale = half_at(block + 208);
    for (int i = 0; i < 16; ++i) {
      out.scale[i] = scale * static_cast<float>(static_cast<std::int8_t>(block[192 + i]));
    }
    for (int half = 0; half < 2; ++half) split_nibbles(block + 64 * half, 64, out.u + 128 * half);
    for (int i = 0; i < 256; i += 16) {
      const Bytes high =
          bytes_at(block + 128 + i / 128 * 32 + i % 32) >> static_cast<std::uint8_t>(i % 128 / 32 * 2) & 3;
      put_bytes(out.u + i, bytes_at(out.u + i) | high << 4);
    }
  }
};

// The sixteen values of the IQ4 formats, plus 128.
ST_INLINE void look_up_iq4(std::uint8_t* u, int n) {
  alignas(16) static constexpr std::uint8_t kValues[16] = {1,   24,  45,  63,  79,  93,  106, 118,
                                                           129, 141, 153, 166, 181, 197, 217, 241};
  for (int i = 0; i < n; i += 16) look_up_16(kValues, u + i);
}

struct FormatIQ4_NL {
  static constexpr int kElements = 32, kBytes = 18, kGroup = 32, kOffset = 128;
  static constexpr bool kHasMinimum = false;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    out.scale[0] = half_at(block);
    split_nibbles(block + 2, 16, out.u);
    look_up_iq4(out.u, 32);
  }
};

struct FormatIQ4_XS {
  static constexpr int kElements = 256, kBytes = 136, kGroup = 32, kOffset = 128;
  static constexpr bool kHasMinimum = false;
  static ST_INLINE void unpack(const std::uint8_t* block, Unpacked& out) {
    const float scale = half_at(block);
    const int high = block[2] | block[3] << 8;
    for (int group = 0; group < 8; ++group) {
      const int low = block[4 + group / 2] >> (group % 2 * 4) & 15;
      out.scale[group] = scale * static_cast<float>((low | (high >> (2 * group) & 3) << 4) - 32);
      split_nibbles(block + 8 + 16 * group, 16, out.u + 32 * group);
    }
    look_up_iq4(out.u, 256);
  }
};

}  // namespace st::kernels::ST_ISA_NAMESPACE
