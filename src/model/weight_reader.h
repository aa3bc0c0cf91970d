#pragma once

#include <string>
#include <vector>

#include "model/decoder_weights.h"

namespace st::model {

// Takes tensors out of a table, checked, in the form that the decoder computes with. What can't stay a view
// goes into `owned`. Errors as load_decoder_weights. Thread rule: one thread.
class WeightReader {
 public:
  WeightReader(const TensorTable& tensors, std::vector<Tensor>& owned) : tensors_(tensors), owned_(owned) {}

  // A matrix, [n_out, n_in]; `transposed` where the file has it [n_in, n_out].
  Result<TensorView> matrix(const std::string& name, std::int64_t n_out, std::int64_t n_in,
                            bool transposed = false);
  // Expert `expert` of a tensor [n_experts, n_out, n_in].
  Result<TensorView> expert_matrix(const std::string& name, std::int64_t n_experts, std::int64_t expert,
                                   std::int64_t n_out, std::int64_t n_in);
  Result<std::vector<float>> vector(const std::string& name, std::int64_t width);
  // The rows of `source` in the given order, as a tensor of its own.
  Result<TensorView> picked_rows(const TensorView& source, const std::vector<std::size_t>& rows);

 private:
  Result<TensorView> usable(const std::string& name, const Shape& shape);
  const TensorTable& tensors_;
  std::vector<Tensor>& owned_;
};

}  // namespace st::model
