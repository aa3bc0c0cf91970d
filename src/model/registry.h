#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "model/architectures/architecture.h"
#include "model/decoder.h"
#include "model/planned_weights.h"
#include "weights/weight_store.h"

namespace st::model {

// A decoder with the bytes it computes with.
struct DecoderModel {
  WeightStore store;
  Decoder decoder;
};

// A checkpoint whose configuration is read and understood, and whose weights are not read yet.
struct DescribedModel {
  WeightStore store;
  BlockSpec spec;
  DecoderNames names;
  LoadOptions options;

  PlannedWeights planned_weights() const { return plan_weights(store.tensors(), spec, names, options); }
  // The same, were the matrices brought to `type`.
  PlannedWeights planned_weights(DType type) const {
    LoadOptions other = options;
    other.matrix_type = type;
    return plan_weights(store.tensors(), spec, names, other);
  }
};

// What a config.json, or a GGUF file's metadata, describes: checked, computable here. `tensors` are the
// checkpoint's; where there are none, names are those that the family's own library writes. kModel, with
// the known families, for another family, and for anything that the family's file does not understand.
Result<Architecture> describe_config(std::string_view text, const std::string& where,
                                     const TensorTable& tensors = {});
Result<Architecture> describe_gguf(const GgufMetadata& metadata, const std::string& where,
                                   const TensorTable& tensors);

// open_decoder in its two halves, for whoever wants to plan in between.
Result<DescribedModel> describe_decoder(const std::string& path, const LoadOptions& options = {});
Result<std::unique_ptr<DecoderModel>> load_decoder(DescribedModel described);

// A GGUF file, or a model folder with config.json, of a family that the registry lists. Nothing but headers
// is read before the first forward pass, except small vectors, what must be turned round, and what the
// options change. With random weights: a folder with config.json, or such a file by itself; the spread is
// the configuration's initializer_range where it has one. kUsage where there is no such path; kModel as
// above, and for anything that the tensors contradict; kResources, with both numbers, where weights that
// are drawn or converted do not fit.
Result<std::unique_ptr<DecoderModel>> open_decoder(const std::string& path,
                                                   const LoadOptions& options = {});

}  // namespace st::model
