#include "quant/blocks.h"
#include "quant/codecs.h"
#include "quant/k4_encoder.h"
#include "tensor/half.h"

namespace st::codecs {

void decode_q5_k(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<BlockQ5_K, kSuperBlock>(blocks, n, values, [](const BlockQ5_K& block, float* out) {
    const K4Scales scales = unpack_k4_scales(block.scales);
    const float scale = f16_to_f32(block.scale_f16);
    const float minimum = f16_to_f32(block.minimum_f16);
    for (std::size_t group = 0; group < 8; ++group) {
      const float group_scale = scale * static_cast<float>(scales.scale[group]);
      const float group_minimum = minimum * static_cast<float>(scales.minimum[group]);
      for (std::size_t i = 0; i < 32; ++i) {
        const int nibble = (block.q[group / 2 * 32 + i] >> (4 * (group % 2))) & 15;
        const int fifth = (block.high[i] >> group) & 1;
        out[group * 32 + i] = group_scale * static_cast<float>(nibble | (fifth << 4)) - group_minimum;
      }
    }
  });
}

void encode_q5_k(const float* values, std::size_t n, std::byte* blocks) {
  encode_blocks<BlockQ5_K, kSuperBlock>(values, n, blocks, [](const float* x) {
    const K4Encoding encoding = encode_k4(x, 31.0f);
    BlockQ5_K block{encoding.scale_f16, encoding.minimum_f16, pack_k4_scales(encoding.scales), {}, {}};
    for (std::size_t i = 0; i < kSuperBlock; ++i) {
      const int q = encoding.q[i];
      block.q[i / 64 * 32 + i % 32] |= static_cast<std::uint8_t>((q & 15) << (4 * (i / 32 % 2)));
      block.high[i % 32] |= static_cast<std::uint8_t>((q >> 4) << (i / 32));
    }
    return block;
  });
}

}  // namespace st::codecs
