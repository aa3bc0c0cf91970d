#pragma once

#include <functional>
#include <span>
#include <string>

#include "base/result.h"
#include "model/load_options.h"
#include "tensor/tensor.h"

namespace st::model {

enum class MatrixUse : std::uint8_t {
  kLayer,
  kOutput,  // the vocabulary's, where errors show most
  kAsItIs,  // routers and tables of positions
};

// The type that a matrix with rows of `row_length` gets where `wanted` is asked for.
DType type_at_load(DType wanted, MatrixUse use, std::size_t row_length);

// Fills the values of one row.
using RowSource = std::function<void(std::size_t row, std::span<float> values)>;

// A tensor of `type` out of rows that are made one after another, so that it is never held in f32 as a
// whole. kModel, with the name, where a value is no finite number or too large for f16; kResources where
// the memory is not to be had.
Result<Tensor> make_tensor(const std::string& name, DType type, const Shape& shape, const RowSource& rows,
                           std::size_t jobs);

// The row source of RandomWeights: `name` is the tensor's.
RowSource random_rows(const RandomWeights& random, const std::string& name, std::size_t row_length);

}  // namespace st::model
