#include "quant/blocks.h"
#include "quant/codecs.h"
#include "quant/scale_fit.h"
#include "tensor/half.h"

namespace st::codecs {

void decode_q8_0(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<BlockQ8_0, kSmallBlock>(blocks, n, values, [](const BlockQ8_0& block, float* out) {
    const float scale = f16_to_f32(block.scale_f16);
    for (std::size_t i = 0; i < kSmallBlock; ++i) out[i] = static_cast<float>(block.q[i]) * scale;
  });
}

void encode_q8_0(const float* values, std::size_t n, std::byte* blocks) {
  encode_blocks<BlockQ8_0, kSmallBlock>(values, n, blocks, [](const float* in) {
    constexpr Levels kLevels{-127.0f, 127.0f};
    std::array<float, kSmallBlock> x, q;
    copy_finite(in, kSmallBlock, x.data());
    BlockQ8_0 block;
    block.scale_f16 = finite_f16(fit_scale(x, kLevels, std::array{127.0f}));
    // The half decodes to another scale than the search found, so the levels are chosen for that one.
    quantise_group(x, f16_to_f32(block.scale_f16), 0.0f, kLevels, q.data());
    for (std::size_t i = 0; i < kSmallBlock; ++i) block.q[i] = static_cast<std::int8_t>(q[i]);
    return block;
  });
}

}  // namespace st::codecs
