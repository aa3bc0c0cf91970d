#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "weights/gguf_writer.h"
#include "weights/weight_store.h"

namespace st {

// One tensor of the file to be written.
struct OutputTensor {
  std::string name;
  TensorView source;  // floating point or a block format, or copied as it is
  Shape shape;        // as written; source has the same elements in the same order of rows
  DType dtype = DType::kF32;
  // Where not 0: the rows of each head of so many rows come from its halves in turn, 0, n/2, 1, n/2 + 1,
  // ... (models that rotate element i with i + n/2 become models that rotate neighbours).
  std::size_t interleaved_head_rows = 0;
};

// Everything decided before the first byte is written.
struct QuantizePlan {
  GgufHeader header;
  std::vector<OutputTensor> tensors;
  std::vector<Tensor>
      computed;  // what `tensors` borrows beside the store: tables that follow from the configuration
  std::vector<std::string> notes;  // a line each: what differs from the type that was asked for, and why
  std::uint64_t elements = 0;
};

// The types that --type takes, in the order of --help.
std::vector<DType> quantize_types();

// A GGUF v3 file of the same model with its matrices at `type`. Vectors, norms and routers stay f32; the
// output matrix (or the embedding that stands in for it) is q6_k where `type` has fewer bits than that;
// rows that are no whole blocks fall back to q8_0, else f16, with a note. From GGUF all metadata goes
// along; from a safetensors folder the family must be one that hf_family.h knows. kModel otherwise. The
// plan borrows the store's bytes.
Result<QuantizePlan> plan_quantize(const WeightStore& store, DType type);

// Writes the plan, whole or not at all. The bytes are the same on any number of `jobs`. Progress counts
// elements. kModel where a source value is not a finite number or does not fit f16; kResources where the
// disk is too small.
Status write_quantized(const QuantizePlan& plan, const std::string& path, std::size_t jobs,
                       const Progress& progress = {});

}  // namespace st
