#include "quant/blocks.h"
#include "quant/codecs.h"
#include "tensor/half.h"

namespace st::codecs {

void decode_iq4_xs(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<BlockIQ4_XS, kSuperBlock>(blocks, n, values, [](const BlockIQ4_XS& block, float* out) {
    const float scale = f16_to_f32(block.scale_f16);
    for (std::size_t group = 0; group < 8; ++group) {
      const int low = (block.scales_low[group / 2] >> (4 * (group % 2))) & 15;
      const int high = (block.scales_high >> (2 * group)) & 3;
      const float group_scale = scale * static_cast<float>((low | (high << 4)) - 32);
      for (std::size_t i = 0; i < 16; ++i) {
        const std::uint8_t pair = block.q[group * 16 + i];
        out[group * 32 + i] = group_scale * static_cast<float>(kIQ4Values[pair & 15]);
        out[group * 32 + i + 16] = group_scale * static_cast<float>(kIQ4Values[pair >> 4]);
      }
    }
  });
}

}  // namespace st::codecs
