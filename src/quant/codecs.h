#pragma once

#include <cstddef>
#include <cstring>

#include "base/check.h"

// Inside quant/: the codec functions that the registry lists, one format a file, and the loop they share.
namespace st::codecs {

#define ST_DECLARE_DECODER(format) \
  void decode_##format(const std::byte* blocks, std::size_t n, float* values);
#define ST_DECLARE_CODEC(format) \
  ST_DECLARE_DECODER(format)     \
  void encode_##format(const float* values, std::size_t n, std::byte* blocks);

ST_DECLARE_DECODER(f64)
ST_DECLARE_CODEC(f32)
ST_DECLARE_CODEC(f16)
ST_DECLARE_CODEC(bf16)
ST_DECLARE_CODEC(q8_0)
ST_DECLARE_CODEC(q4_0)
ST_DECLARE_DECODER(q4_1)
ST_DECLARE_DECODER(q5_0)
ST_DECLARE_DECODER(q5_1)
ST_DECLARE_DECODER(q2_k)
ST_DECLARE_DECODER(q3_k)
ST_DECLARE_CODEC(q4_k)
ST_DECLARE_CODEC(q5_k)
ST_DECLARE_CODEC(q6_k)
ST_DECLARE_DECODER(iq4_nl)
ST_DECLARE_DECODER(iq4_xs)

#undef ST_DECLARE_DECODER
#undef ST_DECLARE_CODEC

// decode_block(block, values) for each block. Bytes are copied out, so the source needs no alignment.
template <typename Block, std::size_t kElements, typename DecodeBlock>
void decode_blocks(const std::byte* blocks, std::size_t n, float* values, DecodeBlock decode_block) {
  ST_CHECK(n % kElements == 0);
  Block block;
  for (std::size_t i = 0; i < n / kElements; ++i) {
    std::memcpy(&block, blocks + i * sizeof(Block), sizeof(Block));
    decode_block(block, values + i * kElements);
  }
}

// encode_block(values) returns the block.
template <typename Block, std::size_t kElements, typename EncodeBlock>
void encode_blocks(const float* values, std::size_t n, std::byte* blocks, EncodeBlock encode_block) {
  ST_CHECK(n % kElements == 0);
  for (std::size_t i = 0; i < n / kElements; ++i) {
    const Block block = encode_block(values + i * kElements);
    std::memcpy(blocks + i * sizeof(Block), &block, sizeof(Block));
  }
}

}  // namespace st::codecs
