#include "weights/tensor_table.h"

namespace st {

Status TensorTable::add(std::string name, const TensorView& view) {
  if (!index_.emplace(name, tensors_.size()).second) {
    return model_error(where_ + ": tensor '" + name + "' is there twice; each name may stand once");
  }
  tensors_.push_back({std::move(name), view});
  return {};
}

const TensorView* TensorTable::find(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &tensors_[found->second].view;
}

Result<TensorView> TensorTable::get(std::string_view name) const {
  if (const TensorView* view = find(name)) return *view;
  return model_error(where_ + ": tensor '" + std::string(name) + "' is missing");
}

Result<TensorView> TensorTable::get(std::string_view name, const Shape& expected) const {
  ST_ASSIGN_OR_RETURN(const TensorView view, get(name));
  if (view.shape() == expected) return view;
  return model_error(where_ + ": tensor '" + std::string(name) + "' has shape " + view.shape().to_string() +
                     "; expected " + expected.to_string());
}

}  // namespace st
