#include "quant/blocks.h"
#include "quant/codecs.h"
#include "tensor/half.h"

namespace st::codecs {

void decode_q2_k(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<BlockQ2_K, kSuperBlock>(blocks, n, values, [](const BlockQ2_K& block, float* out) {
    const float scale = f16_to_f32(block.scale_f16);
    const float minimum = f16_to_f32(block.minimum_f16);
    for (std::size_t i = 0; i < kSuperBlock; ++i) {
      const std::uint8_t packed = block.scales[i / 16];
      const int q = (block.q[i / 128 * 32 + i % 32] >> (2 * (i / 32 % 4))) & 3;
      out[i] = scale * static_cast<float>(packed & 15) * static_cast<float>(q) -
               minimum * static_cast<float>(packed >> 4);
    }
  });
}

}  // namespace st::codecs
