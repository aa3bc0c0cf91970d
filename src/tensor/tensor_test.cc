#include "tensor/tensor.h"

#include <gtest/gtest.h>

#include <vector>

namespace st {
namespace {

TEST(DType, NamesAndSizes) {
  for (std::size_t i = 0; i < kDTypeCount; ++i) {
    const auto dtype = static_cast<DType>(i);
    EXPECT_EQ(find_dtype(name(dtype)), dtype);
  }
  EXPECT_EQ(find_dtype("Q4_K"), DType::kQ4_K);
  EXPECT_EQ(find_dtype("q4"), std::nullopt);
  EXPECT_EQ(byte_count(DType::kQ4_K, 512), 288u);
  EXPECT_EQ(byte_count(DType::kQ8_0, 33), std::nullopt);
  EXPECT_EQ(byte_count(DType::kF64, SIZE_MAX / 4), std::nullopt);
}

TEST(Shape, ProductsAreChecked) {
  const std::uint64_t large = std::uint64_t{1} << 33;
  EXPECT_FALSE(Shape::checked(std::vector<std::uint64_t>{large, large}).has_value());
  EXPECT_FALSE(Shape::checked(std::vector<std::uint64_t>{large, large, 0}).has_value());
  EXPECT_FALSE(Shape::checked(std::vector<std::uint64_t>(9, 1)).has_value());
  EXPECT_EQ(Shape::checked(std::vector<std::uint64_t>{4, 0, 8})->element_count(), 0u);
  EXPECT_EQ(Shape().element_count(), 1u);
  const Shape shape{2, 3, 64};
  EXPECT_EQ(shape.row_length(), 64u);
  EXPECT_EQ(shape.row_count(), 6u);
  EXPECT_EQ(shape.to_string(), "[2, 3, 64]");
}

TEST(Tensor, OwnsAlignedZeroedMemoryAndLendsViews) {
  Result<Tensor> made = Tensor::zeros(DType::kF32, Shape{3, 5});
  ASSERT_TRUE(made.ok());
  Tensor tensor = *std::move(made);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data()) % Tensor::kAlignment_bytes, 0u);
  for (const float value : tensor.f32()) EXPECT_EQ(value, 0.0f);
  tensor.f32()[5] = 7.0f;
  const TensorView rows = tensor.view().rows(1, 2);
  EXPECT_EQ(rows.shape(), (Shape{2, 5}));
  EXPECT_EQ(rows.f32_row(0)[0], 7.0f);
  EXPECT_EQ(tensor.view().byte_count(), 60u);
}

TEST(Tensor, BlockFormatsHaveRowsOfWholeBlocks) {
  const Result<Tensor> made = Tensor::zeros(DType::kQ4_K, Shape{4, 512});
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made->view().row_bytes(), 288u);
  EXPECT_EQ(made->view().row(3) - made->view().data(), 3 * 288);
}

TEST(Tensor, MoreMemoryThanThereIsIsAnErrorNotAnAbort) {
  const Result<Tensor> made = Tensor::zeros(DType::kF32, Shape{std::size_t{1} << 30, std::size_t{1} << 30});
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().kind, ErrorKind::kResources);
}

}  // namespace
}  // namespace st
