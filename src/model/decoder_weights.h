#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/block_spec.h"
#include "model/load_options.h"
#include "tensor/tensor.h"
#include "weights/tensor_table.h"

namespace st::model {

// y = x * weight^T + bias. weight: [n_out, n_in]; bias: [n_out], or empty where the spec has none.
struct Linear {
  TensorView weight;
  std::vector<float> bias;
};

struct NormWeights {
  std::vector<float> weight;  // [width]
  std::vector<float> bias;    // [width], or empty where the spec has none
};

struct MlpWeights {
  Linear gate;  // [d_ff, d_model]; gated MLPs only
  Linear up;    // [d_ff, d_model]
  Linear down;  // [d_model, d_ff]
};

struct LayerWeights {
  NormWeights attention_norm, attention_post_norm, mlp_norm, mlp_post_norm;
  NormWeights q_norm, k_norm;  // [head_dim]
  Linear q, k, v, attention_out;
  Linear router;                    // [n_experts, d_model]
  std::vector<MlpWeights> experts;  // one, where the MLP has no experts
};

// What a decoder computes with: views over the checkpoint's bytes, and copies of what had to be turned
// round. The store that the views lead into must live as long.
struct DecoderWeights {
  TensorView embedding;  // [n_vocab, d_model]
  TensorView positions;  // [context, d_model], where positions are learned
  NormWeights embedding_norm, final_norm;
  Linear output;  // [n_vocab, d_model]; the embedding where tied
  std::vector<LayerWeights> layers;
  std::vector<Tensor> owned;
  std::vector<std::string> notes;  // a line each: what differs from the type that was asked for, and why

  // Of all matrices, in the file or in memory; vectors are few.
  std::size_t matrix_bytes() const;
  // Of the matrices that one token is multiplied with, where it uses so many of the experts.
  std::size_t bytes_per_token(std::int64_t n_experts_used) const;
  std::size_t owned_bytes() const;
};

// How the query, key and value matrices of a layer lie in the checkpoint.
enum class QkvPacking : std::uint8_t {
  kSeparate,
  kStacked,   // one matrix: all rows of q, then k, then v
  kPerGroup,  // one matrix: for each key-value head its queries, its key, its value (GPT-NeoX, Falcon)
};

// Where a family keeps its tensors. Names without ".weight" and ".bias"; "{}" stands for the layer, and in
// expert names the second one for the expert. What a model does not have is not looked up.
struct DecoderNames {
  std::string embedding, positions, embedding_norm, final_norm, output;
  std::string attention_norm, attention_post_norm, mlp_norm, mlp_post_norm, q_norm, k_norm;
  QkvPacking qkv_packing = QkvPacking::kSeparate;
  std::string qkv, q, k, v, attention_out;
  std::string router, gate, up, down;
  bool gate_up_stacked = false;           // one matrix under the name of `up`: rows of gate, then of up
  bool experts_stacked = false;           // one tensor [n_experts, n_out, n_in] a layer
  bool layer_weights_transposed = false;  // matrices inside layers are [n_in, n_out] (GPT-2's Conv1D)
};

// Every tensor that `spec` asks for, found, of a type that kernels compute with, of exactly the shape that
// follows from the spec. kModel otherwise, with the tensor's name. With random weights nothing is looked
// up.
Result<DecoderWeights> load_decoder_weights(const TensorTable& tensors, const BlockSpec& spec,
                                            const DecoderNames& names, const LoadOptions& options = {});

}  // namespace st::model
