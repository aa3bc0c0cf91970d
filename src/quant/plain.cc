// f64, f32, f16, bf16: one element a block.
#include <cstdint>

#include "quant/codecs.h"
#include "tensor/half.h"

namespace st::codecs {

void decode_f64(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<double, 1>(blocks, n, values, [](double x, float* out) { *out = static_cast<float>(x); });
}

void decode_f32(const std::byte* blocks, std::size_t n, float* values) {
  if (n > 0) std::memcpy(values, blocks, n * sizeof(float));
}

void encode_f32(const float* values, std::size_t n, std::byte* blocks) {
  if (n > 0) std::memcpy(blocks, values, n * sizeof(float));
}

void decode_f16(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<std::uint16_t, 1>(blocks, n, values,
                                  [](std::uint16_t x, float* out) { *out = f16_to_f32(x); });
}

void encode_f16(const float* values, std::size_t n, std::byte* blocks) {
  encode_blocks<std::uint16_t, 1>(values, n, blocks, [](const float* x) { return f32_to_f16(*x); });
}

void decode_bf16(const std::byte* blocks, std::size_t n, float* values) {
  decode_blocks<std::uint16_t, 1>(blocks, n, values,
                                  [](std::uint16_t x, float* out) { *out = bf16_to_f32(x); });
}

void encode_bf16(const float* values, std::size_t n, std::byte* blocks) {
  encode_blocks<std::uint16_t, 1>(values, n, blocks, [](const float* x) { return f32_to_bf16(*x); });
}

}  // namespace st::codecs
