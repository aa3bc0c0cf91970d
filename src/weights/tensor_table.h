#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "tensor/tensor.h"

namespace st {

struct NamedTensor {
  std::string name;
  TensorView view;
};

// The tensors of one checkpoint by name, in the order they were added. Views, not data: whoever owns the
// bytes must live as long. Thread rule: lookups from many threads are safe.
class TensorTable {
 public:
  TensorTable() = default;
  // `where` starts the messages: the file or folder.
  explicit TensorTable(std::string where) : where_(std::move(where)) {}

  // kModel where the name is there already.
  Status add(std::string name, const TensorView& view);

  std::span<const NamedTensor> all() const { return tensors_; }
  const TensorView* find(std::string_view name) const;
  // kModel, with the name, where it is missing.
  Result<TensorView> get(std::string_view name) const;
  // Also kModel where the shape is another than `expected`.
  Result<TensorView> get(std::string_view name, const Shape& expected) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::string where_;
  std::vector<NamedTensor> tensors_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> index_;
};

}  // namespace st
