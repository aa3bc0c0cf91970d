#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>

namespace st {

// The extents of a tensor, outermost dimension first; the last one is a row. Rank 0 is one element. The
// product of the extents always fits a std::size_t.
class Shape {
 public:
  static constexpr std::size_t kMaxRank = 8;

  Shape() = default;
  // For shapes the program itself makes; too high a rank or an overflowing product is a bug.
  Shape(std::initializer_list<std::size_t> extents);
  // For shapes that come out of files: nothing where the rank is too high or the product overflows.
  static std::optional<Shape> checked(std::span<const std::uint64_t> extents);

  std::size_t rank() const { return rank_; }
  std::size_t operator[](std::size_t dimension) const;
  std::span<const std::size_t> extents() const { return {extents_.data(), rank_}; }
  std::size_t element_count() const { return element_count_; }
  std::size_t row_length() const { return rank_ == 0 ? 1 : extents_[rank_ - 1]; }  // innermost extent
  std::size_t row_count() const;  // product of the others; 0 where a row is empty

  std::string to_string() const;  // "[3, 64]"
  friend bool operator==(const Shape& a, const Shape& b) = default;

 private:
  std::array<std::size_t, kMaxRank> extents_{};
  std::size_t rank_ = 0;
  std::size_t element_count_ = 1;
};

}  // namespace st
