#pragma once

#include <cstddef>
#include <span>

#include "base/result.h"
#include "tensor/tensor.h"

namespace st {

// One storage format of numbers: how its bytes become f32 and back. Scalar and exact: the truth that
// kernels are tested against. Decoding gives bit for bit what the reference implementation of the format
// gives (a NaN is a NaN). Thread rule: pure functions.
struct QuantFormat {
  // `n_elements` is a whole number of blocks; `blocks` needs no alignment.
  using Decode = void (*)(const std::byte* blocks, std::size_t n_elements, float* values);
  using Encode = void (*)(const float* values, std::size_t n_elements, std::byte* blocks);

  DType dtype;
  Decode decode;
  Encode encode;  // null: this format is read, not written
};

// Every floating-point and block format, in the order of DType.
std::span<const QuantFormat> quant_formats();

// Null for integer and bool types.
const QuantFormat* find_quant_format(DType dtype);

// One row as f32. The tensor's type has a format; values.size() is its row length.
void decode_row(const TensorView& tensor, std::size_t row, std::span<float> values);

// The whole tensor as f32. kModel where the type has no format, kResources where there is no memory.
Result<Tensor> decode_to_f32(const TensorView& tensor);

// f32 values to `dtype`. kModel where it can't be written or the rows are no whole blocks.
Result<Tensor> encode_from_f32(const TensorView& f32_tensor, DType dtype);

}  // namespace st
