#include "tensor/shape.h"

#include <vector>

#include "base/check.h"

namespace st {

Shape::Shape(std::initializer_list<std::size_t> extents) {
  const std::vector<std::uint64_t> wide(extents.begin(), extents.end());
  const std::optional<Shape> shape = checked(wide);
  ST_CHECK_MSG(shape.has_value(), "rank " + std::to_string(extents.size()));
  *this = *shape;
}

std::optional<Shape> Shape::checked(std::span<const std::uint64_t> extents) {
  if (extents.size() > kMaxRank) return std::nullopt;
  Shape shape;
  shape.rank_ = extents.size();
  bool overflow = false;
  bool empty = false;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    shape.extents_[i] = extents[i];
    empty |= extents[i] == 0;
    if (extents[i] != 0) {
      overflow |= __builtin_mul_overflow(shape.element_count_, extents[i], &shape.element_count_);
    }
  }
  if (overflow) return std::nullopt;
  if (empty) shape.element_count_ = 0;
  return shape;
}

std::size_t Shape::operator[](std::size_t dimension) const {
  ST_CHECK_MSG(dimension < rank_, std::to_string(dimension) + " of rank " + std::to_string(rank_));
  return extents_[dimension];
}

std::size_t Shape::row_count() const {
  return row_length() == 0 ? 0 : element_count_ / row_length();
}

std::string Shape::to_string() const {
  std::string text = "[";
  for (std::size_t i = 0; i < rank_; ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(extents_[i]);
  }
  return text + "]";
}

}  // namespace st
