#include "tensor/tensor.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

namespace st {
namespace {

std::size_t checked_row_bytes(DType dtype, const Shape& shape) {
  ST_CHECK_MSG(byte_count(dtype, shape).has_value(), std::string(name(dtype)) + " " + shape.to_string());
  return *byte_count(dtype, shape.row_length());
}

}  // namespace

std::optional<std::size_t> byte_count(DType dtype, const Shape& shape) {
  // An empty tensor can still have rows that are too long.
  if (!byte_count(dtype, shape.row_length())) return std::nullopt;
  return byte_count(dtype, shape.element_count());
}

TensorView::TensorView(DType dtype, const Shape& shape, const std::byte* data)
    : dtype_(dtype), shape_(shape), row_bytes_(checked_row_bytes(dtype, shape)), data_(data) {
  ST_CHECK(data != nullptr || shape.element_count() == 0);
}

TensorView TensorView::rows(std::size_t first, std::size_t count) const {
  ST_CHECK_MSG(first <= row_count() && count <= row_count() - first, shape_.to_string());
  return {dtype_, Shape{count, row_length()}, count == 0 ? nullptr : data_ + first * row_bytes_};
}

std::span<const float> TensorView::f32() const {
  ST_CHECK_MSG(dtype_ == DType::kF32, std::string(name(dtype_)));
  return {reinterpret_cast<const float*>(data_), element_count()};
}

Result<Tensor> Tensor::zeros(DType dtype, const Shape& shape) {
  const std::optional<std::size_t> bytes = st::byte_count(dtype, shape);
  ST_CHECK_MSG(bytes.has_value(), std::string(name(dtype)) + " " + shape.to_string());
  constexpr std::size_t kAddressSpace_bytes = std::size_t{1} << 47;  // no allocator need be asked for more
  const std::size_t whole_lines = (std::max<std::size_t>(*bytes, 1) - 1) / kAlignment_bytes + 1;
  void* memory_or_null = nullptr;
  if (*bytes < kAddressSpace_bytes) {
    memory_or_null = std::aligned_alloc(kAlignment_bytes, whole_lines * kAlignment_bytes);
  }
  auto* memory = static_cast<std::byte*>(memory_or_null);
  if (memory == nullptr) {
    return resource_error("out of memory: a tensor " + std::string(name(dtype)) + " " + shape.to_string() +
                          " needs " + std::to_string(*bytes) + " bytes");
  }
  std::memset(memory, 0, whole_lines * kAlignment_bytes);
  Tensor tensor;
  tensor.memory_.reset(memory);
  tensor.view_ = TensorView(dtype, shape, memory);
  return tensor;
}

Result<Tensor> Tensor::from_f32(const Shape& shape, std::span<const float> values) {
  ST_CHECK(values.size() == shape.element_count());
  ST_ASSIGN_OR_RETURN(Tensor tensor, zeros(DType::kF32, shape));
  std::copy(values.begin(), values.end(), tensor.f32().begin());
  return tensor;
}

std::span<float> Tensor::f32() {
  ST_CHECK(dtype() == DType::kF32);
  return {reinterpret_cast<float*>(memory_.get()), view_.element_count()};
}

void Tensor::Release::operator()(std::byte* memory) const {
  std::free(memory);
}

}  // namespace st
