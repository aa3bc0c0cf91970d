#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "base/check.h"
#include "base/result.h"
#include "tensor/dtype.h"
#include "tensor/shape.h"

namespace st {

// Bytes of a tensor; nothing where its rows are no whole blocks, or a row or the whole has more bytes than
// 64 bits count.
std::optional<std::size_t> byte_count(DType dtype, const Shape& shape);

// A tensor that someone else owns: row-major, outermost dimension first, rows without gaps. Rows of block
// formats hold whole blocks. Cheap to copy; valid as long as the owner (a Tensor, a mapped file).
// Read-only, so reading from many threads is safe.
class TensorView {
 public:
  TensorView() = default;  // f32, no elements
  // `data` holds byte_count(dtype, shape) bytes, which there must be.
  TensorView(DType dtype, const Shape& shape, const std::byte* data);

  DType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  const std::byte* data() const { return data_; }
  std::size_t element_count() const { return shape_.element_count(); }
  std::size_t row_length() const { return shape_.row_length(); }
  std::size_t row_count() const { return shape_.row_count(); }
  std::size_t row_bytes() const { return row_bytes_; }
  std::size_t byte_count() const { return row_bytes_ * row_count(); }

  std::span<const std::byte> bytes() const { return {data_, byte_count()}; }
  const std::byte* row(std::size_t index) const {
    ST_CHECK(index < row_count());
    return data_ + index * row_bytes_;
  }
  // Rows [first, first + count) as a tensor [count, row_length].
  TensorView rows(std::size_t first, std::size_t count) const;

  // The elements of an f32 tensor; asking another type is a bug.
  std::span<const float> f32() const;
  std::span<const float> f32_row(std::size_t index) const {
    return f32().subspan(index * row_length(), row_length());
  }

 private:
  DType dtype_ = DType::kF32;
  Shape shape_{0};
  std::size_t row_bytes_ = 0;
  const std::byte* data_ = nullptr;
};

// A tensor that owns its memory, aligned to 64 bytes (a cache line and the widest vector).
// Thread rule: as a value; no locks.
class Tensor {
 public:
  static constexpr std::size_t kAlignment_bytes = 64;

  Tensor() = default;
  // All bytes zero. kResources where the memory is not to be had, with the bytes asked for.
  static Result<Tensor> zeros(DType dtype, const Shape& shape);
  // A copy of the values as f32; values.size() is the shape's element count.
  static Result<Tensor> from_f32(const Shape& shape, std::span<const float> values);

  TensorView view() const { return view_; }
  operator TensorView() const { return view_; }  // NOLINT: borrowing is what a Tensor is for
  DType dtype() const { return view_.dtype(); }
  const Shape& shape() const { return view_.shape(); }
  std::byte* data() { return memory_.get(); }
  std::span<float> f32();
  std::span<const float> f32() const { return view_.f32(); }

 private:
  struct Release {
    void operator()(std::byte* memory) const;
  };
  std::unique_ptr<std::byte[], Release> memory_;
  TensorView view_;
};

}  // namespace st
