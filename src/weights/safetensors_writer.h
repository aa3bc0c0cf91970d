#pragma once

#include <span>
#include <string>
#include <vector>

#include "tensor/shape.h"

namespace st {

// A tensor of f32 that was made here and is to be written.
struct MadeTensor {
  std::string name;
  Shape shape;
  std::vector<float> values;  // as many as the shape has elements
};

// A whole safetensors file, little endian, the tensors in the given order, the data aligned to 8 bytes.
// Names are plain ASCII without quotes or backslashes, each once. The same tensors give the same bytes.
std::string safetensors_bytes(std::span<const MadeTensor> tensors);

}  // namespace st
