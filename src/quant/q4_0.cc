#include "quant/blocks.h"
#include "quant/codecs.h"
#include "quant/scale_fit.h"
#include "tensor/half.h"

namespace st::codecs {

void decode_q4_0(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<BlockQ4_0, kSmallBlock>(blocks, n, values, [](const BlockQ4_0& block, float* out) {
    const float scale = f16_to_f32(block.scale_f16);
    for (std::size_t i = 0; i < 16; ++i) {
      out[i] = static_cast<float>((block.q[i] & 15) - 8) * scale;
      out[i + 16] = static_cast<float>((block.q[i] >> 4) - 8) * scale;
    }
  });
}

void encode_q4_0(const float* values, std::size_t n, std::byte* blocks) {
  encode_blocks<BlockQ4_0, kSmallBlock>(values, n, blocks, [](const float* in) {
    constexpr Levels kLevels{-8.0f, 7.0f};
    constexpr std::array kEnds = {-8.0f, 8.0f, -7.0f, 7.0f, -7.5f, 7.5f,
                                  -8.5f, 8.5f, -9.0f, 9.0f, -9.5f, 9.5f};
    std::array<float, kSmallBlock> x, q;
    copy_finite(in, kSmallBlock, x.data());
    BlockQ4_0 block;
    block.scale_f16 = finite_f16(fit_scale(x, kLevels, kEnds));
    quantise_group(x, f16_to_f32(block.scale_f16), 0.0f, kLevels, q.data());
    for (std::size_t i = 0; i < 16; ++i) {
      const int low = static_cast<int>(q[i]) + 8;
      const int high = static_cast<int>(q[i + 16]) + 8;
      block.q[i] = static_cast<std::uint8_t>(low | (high << 4));
    }
    return block;
  });
}

}  // namespace st::codecs
