#include "quant/blocks.h"
#include "quant/codecs.h"
#include "tensor/half.h"

namespace st::codecs {

void decode_q3_k(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<BlockQ3_K, kSuperBlock>(blocks, n, values, [](const BlockQ3_K& block, float* out) {
    const float scale = f16_to_f32(block.scale_f16);
    const std::array<std::uint8_t, 16> scales = unpack_q3_k_scales(block.scales);
    for (std::size_t i = 0; i < kSuperBlock; ++i) {
      const float group_scale = scale * static_cast<float>(scales[i / 16] - 32);
      const int low = (block.q[i / 128 * 32 + i % 32] >> (2 * (i / 32 % 4))) & 3;
      const int third = (block.high[i % 32] >> (i / 32)) & 1;
      out[i] = group_scale * static_cast<float>((low | (third << 2)) - 4);
    }
  });
}

}  // namespace st::codecs
