#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/decoder_weights.h"
#include "model/made_tensor.h"

namespace st::model {

// Takes tensors out of a table, checked, in the form that the decoder computes with, or draws them where
// the options say so. What can't stay a view goes into `owned`. Errors as load_decoder_weights. Thread
// rule: one thread.
class WeightReader {
 public:
  WeightReader(const TensorTable& tensors, const LoadOptions& options, std::vector<Tensor>& owned)
      : tensors_(tensors), options_(options), owned_(owned) {}

  // A matrix, [n_out, n_in]; `transposed` where the file has it [n_in, n_out].
  Result<TensorView> matrix(const std::string& name, std::int64_t n_out, std::int64_t n_in,
                            bool transposed = false, MatrixUse use = MatrixUse::kLayer);
  // Expert `expert` of a tensor [n_experts, n_out, n_in].
  Result<TensorView> expert_matrix(const std::string& name, std::int64_t n_experts, std::int64_t expert,
                                   std::int64_t n_out, std::int64_t n_in);
  // Drawn: `drawn` everywhere.
  Result<std::vector<float>> vector(const std::string& name, std::int64_t width, float drawn);
  // The rows of `source` in the given order, as a tensor of its own.
  Result<TensorView> picked_rows(const TensorView& source, const std::vector<std::size_t>& rows);
  // Gives back a matrix that was made here and is not needed any more; a view into the file is let go.
  void drop(const TensorView& matrix);
  // A line for each kind of rows that could not be given the type that was asked for.
  std::vector<std::string> notes() const;

 private:
  Result<TensorView> usable(const std::string& name, const Shape& shape);
  Result<TensorView> made(const std::string& name, DType type, const Shape& shape, const RowSource& rows);
  Result<TensorView> drawn_matrix(const std::string& name, const Shape& shape, bool transposed,
                                  MatrixUse use);
  DType type_for(MatrixUse use, std::size_t row_length, DType otherwise);
  Result<TensorView> converted(const std::string& name, const TensorView& source, MatrixUse use);

  const TensorTable& tensors_;
  const LoadOptions& options_;
  std::vector<Tensor>& owned_;
  std::map<std::pair<DType, std::size_t>, int> fallbacks_;  // by the type taken and the length of rows
};

}  // namespace st::model
