#include "model/weight_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "kernels/matmul/matmul.h"
#include "quant/quant_format.h"

namespace st::model {
namespace {

std::size_t size(std::int64_t n) {
  return static_cast<std::size_t>(n);
}

// [n_in, n_out] as f32 [n_out, n_in].
Result<Tensor> turned(const TensorView& stored) {
  const std::size_t n_in = stored.shape()[0], n_out = stored.shape()[1];
  ST_ASSIGN_OR_RETURN(const Tensor decoded, decode_to_f32(stored));
  ST_ASSIGN_OR_RETURN(Tensor made, Tensor::zeros(DType::kF32, Shape{n_out, n_in}));
  const std::span<const float> from = decoded.f32();
  const std::span<float> to = made.f32();
  for (std::size_t in = 0; in < n_in; ++in) {
    for (std::size_t out = 0; out < n_out; ++out) to[out * n_in + in] = from[in * n_out + out];
  }
  return made;
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

Result<TensorView> WeightReader::made(const std::string& name, DType type, const Shape& shape,
                                      const RowSource& rows) {
  ST_ASSIGN_OR_RETURN(Tensor tensor, make_tensor(name, type, shape, rows, options_.jobs));
  owned_.push_back(std::move(tensor));
  return owned_.back().view();
}

Result<TensorView> WeightReader::drawn_matrix(const std::string& name, const Shape& shape, bool transposed,
                                              MatrixUse use) {
  const std::size_t n_out = shape[0], n_in = shape[1];
  const DType type = type_for(use, n_in, DType::kF32);
  // A value belongs to its place in the file, which has this matrix turned: it is drawn row by row there.
  if (!transposed) return made(name, type, shape, random_rows(*options_.random, name, n_in));
  ST_ASSIGN_OR_RETURN(const Tensor stored,
                      make_tensor(name, DType::kF32, Shape{n_in, n_out},
                                  random_rows(*options_.random, name, n_out), options_.jobs));
  ST_ASSIGN_OR_RETURN(const Tensor right_way, turned(stored));
  return made(name, type, shape,
              [&](std::size_t row, std::span<float> values) { decode_row(right_way, row, values); });
}

DType WeightReader::type_for(MatrixUse use, std::size_t row_length, DType otherwise) {
  if (!options_.matrix_type || use == MatrixUse::kAsItIs) return otherwise;
  const DType type = type_at_load(*options_.matrix_type, use, row_length);
  if (row_length % info(*options_.matrix_type).block_elements != 0) ++fallbacks_[{type, row_length}];
  return type;
}

std::vector<std::string> WeightReader::notes() const {
  std::vector<std::string> notes;
  for (const auto& [of, count] : fallbacks_) {
    const DType wanted = *options_.matrix_type;
    notes.push_back(fmt::format("{} {} of {} elements a row, no multiple of {} as {} needs: {} instead",
                                count, count == 1 ? "matrix" : "matrices", of.second,
                                info(wanted).block_elements, name(wanted), name(of.first)));
  }
  return notes;
}

Result<TensorView> WeightReader::converted(const std::string& name, const TensorView& source,
                                           MatrixUse use) {
  const DType type = type_for(use, source.row_length(), source.dtype());
  if (type == source.dtype()) return source;
  ST_ASSIGN_OR_RETURN(const TensorView view,
                      made(name, type, source.shape(), [&](std::size_t row, std::span<float> values) {
                        decode_row(source, row, values);
                      }));
  drop(source);
  return view;
}

Result<TensorView> WeightReader::matrix(const std::string& name, std::int64_t n_out, std::int64_t n_in,
                                        bool transposed, MatrixUse use) {
  const Shape shape{size(n_out), size(n_in)};
  if (options_.random) return drawn_matrix(name, shape, transposed, use);
  if (!transposed) {
    ST_ASSIGN_OR_RETURN(const TensorView stored, usable(name, shape));
    return converted(name, stored, use);
  }
  ST_ASSIGN_OR_RETURN(const TensorView stored, usable(name, Shape{size(n_in), size(n_out)}));
  ST_ASSIGN_OR_RETURN(Tensor right_way, turned(stored));
  owned_.push_back(std::move(right_way));
  drop(stored);
  return converted(name, owned_.back().view(), use);
}

Result<TensorView> WeightReader::expert_matrix(const std::string& name, std::int64_t n_experts,
                                               std::int64_t expert, std::int64_t n_out, std::int64_t n_in) {
  const Shape shape{size(n_out), size(n_in)};
  if (options_.random) return drawn_matrix(name + "." + std::to_string(expert), shape, false, {});
  ST_ASSIGN_OR_RETURN(const TensorView all, usable(name, Shape{size(n_experts), size(n_out), size(n_in)}));
  return converted(name, all.rows(size(expert * n_out), size(n_out)), MatrixUse::kLayer);
}

Result<std::vector<float>> WeightReader::vector(const std::string& name, std::int64_t width, float drawn) {
  std::vector<float> values(size(width), drawn);
  if (options_.random) return values;
  ST_ASSIGN_OR_RETURN(const TensorView tensor, usable(name, Shape{size(width)}));
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

void WeightReader::drop(const TensorView& matrix) {
  const auto found = std::find_if(owned_.begin(), owned_.end(), [&](const Tensor& tensor) {
    return tensor.view().data() == matrix.data();
  });
  if (found != owned_.end()) {
    owned_.erase(found);
  } else if (options_.finished_with) {
    options_.finished_with(matrix);
  }
}

}  // namespace st::model
