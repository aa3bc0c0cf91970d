#include "quant/blocks.h"
#include "quant/codecs.h"
#include "tensor/half.h"

namespace st::codecs {

void decode_iq4_nl(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<BlockIQ4_NL, kSmallBlock>(blocks, n, values, [](const BlockIQ4_NL& block, float* out) {
    const float scale = f16_to_f32(block.scale_f16);
    for (std::size_t i = 0; i < 16; ++i) {
      out[i] = scale * static_cast<float>(kIQ4Values[block.q[i] & 15]);
      out[i + 16] = scale * static_cast<float>(kIQ4Values[block.q[i] >> 4]);
    }
  });
}

}  // namespace st::codecs
