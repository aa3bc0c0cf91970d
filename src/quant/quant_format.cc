#include "quant/quant_format.h"

#include <array>
#include <string>

#include "quant/codecs.h"

namespace st {
namespace {

using namespace codecs;

constexpr std::array kFormats = {
    QuantFormat{DType::kF64, decode_f64, nullptr},
    QuantFormat{DType::kF32, decode_f32, encode_f32},
    QuantFormat{DType::kF16, decode_f16, encode_f16},
    QuantFormat{DType::kBF16, decode_bf16, encode_bf16},
    QuantFormat{DType::kQ8_0, decode_q8_0, encode_q8_0},
    QuantFormat{DType::kQ4_0, decode_q4_0, encode_q4_0},
    QuantFormat{DType::kQ4_1, decode_q4_1, nullptr},
    QuantFormat{DType::kQ5_0, decode_q5_0, nullptr},
    QuantFormat{DType::kQ5_1, decode_q5_1, nullptr},
    QuantFormat{DType::kQ2_K, decode_q2_k, nullptr},
    QuantFormat{DType::kQ3_K, decode_q3_k, nullptr},
    QuantFormat{DType::kQ4_K, decode_q4_k, encode_q4_k},
    QuantFormat{DType::kQ5_K, decode_q5_k, encode_q5_k},
    QuantFormat{DType::kQ6_K, decode_q6_k, encode_q6_k},
    QuantFormat{DType::kIQ4_NL, decode_iq4_nl, nullptr},
    QuantFormat{DType::kIQ4_XS, decode_iq4_xs, nullptr},
};

}  // namespace

std::span<const QuantFormat> quant_formats() {
  return kFormats;
}

const QuantFormat* find_quant_format(DType dtype) {
  for (const QuantFormat& format : kFormats) {
    if (format.dtype == dtype) return &format;
  }
  return nullptr;
}

void decode_row(const TensorView& tensor, std::size_t row, std::span<float> values) {
  const QuantFormat* format = find_quant_format(tensor.dtype());
  ST_CHECK_MSG(format != nullptr, std::string(name(tensor.dtype())));
  ST_CHECK(values.size() == tensor.row_length());
  format->decode(tensor.row(row), values.size(), values.data());
}

Result<Tensor> decode_to_f32(const TensorView& tensor) {
  const QuantFormat* format = find_quant_format(tensor.dtype());
  if (format == nullptr) {
    return model_error("type " + std::string(name(tensor.dtype())) + " holds no floating-point numbers");
  }
  ST_ASSIGN_OR_RETURN(Tensor values, Tensor::zeros(DType::kF32, tensor.shape()));
  format->decode(tensor.data(), tensor.element_count(), values.f32().data());
  return values;
}

Result<Tensor> encode_from_f32(const TensorView& f32_tensor, DType dtype) {
  const QuantFormat* format = find_quant_format(dtype);
  if (format == nullptr || format->encode == nullptr) {
    return model_error("type " + std::string(name(dtype)) + " can't be written");
  }
  if (f32_tensor.row_length() % info(dtype).block_elements != 0) {
    return model_error("rows of " + std::to_string(f32_tensor.row_length()) + " are no whole blocks of " +
                       std::string(name(dtype)) + " (" + std::to_string(info(dtype).block_elements) + ")");
  }
  ST_ASSIGN_OR_RETURN(Tensor blocks, Tensor::zeros(dtype, f32_tensor.shape()));
  format->encode(f32_tensor.f32().data(), f32_tensor.element_count(), blocks.data());
  return blocks;
}

}  // namespace st
