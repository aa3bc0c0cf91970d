#include "quant/blocks.h"
#include "quant/codecs.h"
#include "tensor/half.h"

namespace st::codecs {

void decode_q5_0(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<BlockQ5_0, kSmallBlock>(blocks, n, values, [](const BlockQ5_0& block, float* out) {
    const float scale = f16_to_f32(block.scale_f16);
    for (std::size_t i = 0; i < 32; ++i) {
      const int nibble = i < 16 ? block.q[i] & 15 : block.q[i - 16] >> 4;
      const int fifth = (block.high[i / 8] >> (i % 8)) & 1;
      out[i] = static_cast<float>((nibble | (fifth << 4)) - 16) * scale;
    }
  });
}

}  // namespace st::codecs
