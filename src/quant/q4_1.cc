#include "quant/blocks.h"
#include "quant/codecs.h"
#include "tensor/half.h"

namespace st::codecs {

void decode_q4_1(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<BlockQ4_1, kSmallBlock>(blocks, n, values, [](const BlockQ4_1& block, float* out) {
    const float scale = f16_to_f32(block.scale_f16);
    const float offset = f16_to_f32(block.offset_f16);
    for (std::size_t i = 0; i < 16; ++i) {
      out[i] = static_cast<float>(block.q[i] & 15) * scale + offset;
      out[i + 16] = static_cast<float>(block.q[i] >> 4) * scale + offset;
    }
  });
}

}  // namespace st::codecs
