#include "model/weight_reader.h"

#include <cstring>

#include "kernels/matmul/matmul.h"
#include "quant/quant_format.h"

namespace st::model {
namespace {

std::size_t size(std::int64_t n) {
  return static_cast<std::size_t>(n);
}

}  // namespace

Result<TensorView> WeightReader::usable(const std::string& name, const Shape& shape) {
  ST_ASSIGN_OR_RETURN(const TensorView tensor, tensors_.get(name, shape));
  if (!kernels::is_matmul_type(tensor.dtype())) {
    return model_error("tensor '" + name + "' is of type " + std::string(st::name(tensor.dtype())) +
                       "; expected f32, f16, bf16 or a quantised type");
  }
  return tensor;
}

Result<TensorView> WeightReader::matrix(const std::string& name, std::int64_t n_out, std::int64_t n_in,
                                        bool transposed) {
  if (!transposed) return usable(name, Shape{size(n_out), size(n_in)});
  ST_ASSIGN_OR_RETURN(const TensorView stored, usable(name, Shape{size(n_in), size(n_out)}));
  ST_ASSIGN_OR_RETURN(const Tensor decoded, decode_to_f32(stored));
  ST_ASSIGN_OR_RETURN(Tensor turned, Tensor::zeros(DType::kF32, Shape{size(n_out), size(n_in)}));
  const std::span<const float> from = decoded.f32();
  const std::span<float> to = turned.f32();
  for (std::size_t in = 0; in < size(n_in); ++in) {
    for (std::size_t out = 0; out < size(n_out); ++out)
      to[out * size(n_in) + in] = from[in * size(n_out) + out];
  }
  owned_.push_back(std::move(turned));
  return owned_.back().view();
}

Result<TensorView> WeightReader::expert_matrix(const std::string& name, std::int64_t n_experts,
                                               std::int64_t expert, std::int64_t n_out, std::int64_t n_in) {
  ST_ASSIGN_OR_RETURN(const TensorView all, usable(name, Shape{size(n_experts), size(n_out), size(n_in)}));
  return all.rows(size(expert * n_out), size(n_out));
}

Result<std::vector<float>> WeightReader::vector(const std::string& name, std::int64_t width) {
  ST_ASSIGN_OR_RETURN(const TensorView tensor, usable(name, Shape{size(width)}));
  std::vector<float> values(size(width));
  decode_row(tensor, 0, values);
  return values;
}

Result<TensorView> WeightReader::picked_rows(const TensorView& source,
                                             const std::vector<std::size_t>& rows) {
  ST_ASSIGN_OR_RETURN(Tensor picked,
                      Tensor::zeros(source.dtype(), Shape{rows.size(), source.row_length()}));
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::memcpy(picked.data() + i * source.row_bytes(), source.row(rows[i]), source.row_bytes());
  owned_.push_back(std::move(picked));
  return owned_.back().view();
}

}  // namespace st::model
