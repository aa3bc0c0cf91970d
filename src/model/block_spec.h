#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "kernels/activation/activation.h"
#include "kernels/rope/rope.h"

namespace st::model {

// Architecture as data: everything in which the known decoders differ. The forward pass reads these fields
// and nothing else.

enum class NormKind : std::uint8_t { kLayer, kRms };

struct NormSpec {
  NormKind kind = NormKind::kRms;
  bool has_weight = true;
  bool has_bias = false;  // LayerNorm only
  float epsilon = 1e-6f;
  float weight_offset = 0.0f;  // RmsNorm only: 1 where the checkpoint stores the weights less one
};

// Where norms stand and how the two halves of a block come back to the residual stream x.
enum class ResidualOrder : std::uint8_t {
  kPreNorm,           // x += attend(norm(x)); x += mlp(norm(x)): GPT-2 and most since
  kPostNorm,          // x = norm(x + attend(x)); x = norm(x + mlp(x)): the first GPT
  kSandwich,          // x += norm(attend(norm(x))); x += norm(mlp(norm(x))): Gemma 2
  kParallelTwoNorms,  // x += attend(norm_a(x)) + mlp(norm_b(x)): GPT-NeoX
  kParallelOneNorm,   // x += attend(norm(x)) + mlp(norm(x)), one norm: Falcon 7B
};

enum class PositionKind : std::uint8_t {
  kNone,
  kLearned,  // a table added to the embeddings
  kRotary,   // queries and keys are turned
  kAlibi,    // a penalty by distance on the scores
};

struct AttentionSpec {
  std::int64_t n_heads = 0;
  std::int64_t n_kv_heads = 0;
  std::int64_t head_dim = 0;
  float scale = 1.0f;     // of the scores
  float soft_cap = 0.0f;  // 0 is none
  float alibi_max_bias = 8.0f;
  float clip = 0.0f;  // queries, keys and values are kept in [-clip, clip]; 0 is no clipping (MPT)
  bool qkv_bias = false;
  bool out_bias = false;
  bool head_norm = false;  // queries and keys are normed, a head at a time, before they are turned

  std::int64_t q_width() const { return n_heads * head_dim; }
  std::int64_t kv_width() const { return n_kv_heads * head_dim; }
};

enum class MlpKind : std::uint8_t {
  kPlain,  // down(activation(up(x)))
  kGated,  // down(activation(gate(x)) * up(x))
};

struct MlpSpec {
  MlpKind kind = MlpKind::kGated;
  kernels::Activation activation = kernels::Activation::kSilu;
  std::int64_t d_ff = 0;
  bool bias = false;
  std::int64_t n_experts = 0;       // 0: one MLP for all tokens
  std::int64_t n_experts_used = 0;  // of each token, weighted by a softmax over their router logits
};

// What differs between the layers of one model; most models have one kind.
struct LayerKind {
  std::int64_t window_tokens = 0;  // 0: all earlier tokens are seen
  kernels::RopeConfig rope;        // read where positions are rotary
};

struct BlockSpec {
  std::int64_t n_layers = 0;
  std::int64_t d_model = 0;
  std::int64_t n_vocab = 0;
  std::int64_t context_tokens = 0;  // positions the model was made for
  ResidualOrder order = ResidualOrder::kPreNorm;
  PositionKind position = PositionKind::kRotary;
  std::int64_t first_position_row = 0;  // of a learned table
  NormSpec norm;                        // of every norm in the model
  bool embedding_norm = false;          // BLOOM norms the embeddings too
  bool final_norm = true;
  float embedding_scale = 1.0f;
  float logit_scale = 1.0f;
  float logit_soft_cap = 0.0f;  // 0 is none
  bool tied_embeddings = false;
  bool output_bias = false;
  AttentionSpec attention;
  MlpSpec mlp;
  std::vector<LayerKind> kinds;            // at least one
  std::vector<std::size_t> kind_of_layer;  // [n_layers], into kinds

  const LayerKind& kind(std::int64_t layer) const {
    return kinds[kind_of_layer[static_cast<std::size_t>(layer)]];
  }
};

// Every layer alike.
void set_one_kind(BlockSpec& spec, LayerKind kind);

// The elements of all matrices, experts and the table of positions included: nearly all parameters that a
// model has.
std::int64_t matrix_elements(const BlockSpec& spec);

// Those of them that one token passes through: of a mixture's experts as many as it uses.
std::int64_t active_elements(const BlockSpec& spec);

// kModel, beginning with `where`, for a model that can't be computed here: a width of 0, heads that don't
// divide, a head that the attention kernels can't hold, more experts used than there are.
Status check_spec(const BlockSpec& spec, const std::string& where);

}  // namespace st::model
