#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "kernels/kernel_context.h"

namespace st::kernels {

// Rotary position embedding (Su et al. 2021): pair i of a head is turned by position *
// inverse_frequency[i].

// Which two values of a head make pair i.
enum class RopeLayout : std::uint8_t {
  kNeighbours,  // (x[2i], x[2i + 1]): the paper, GPT-J, Llama as Meta and GGUF store it
  kHalves,      // (x[i], x[i + rotary_dim / 2]): GPT-NeoX, and everything Hugging Face stores
};

// How a model trained on short contexts is stretched to long ones. Names and defaults are those of
// config.json.
struct NoRopeScaling {};
struct LinearRopeScaling {
  double factor = 1.0;
};
struct DynamicNtkRopeScaling {  // the base grows with the sequence once it is longer than the model was
                                // trained on
  double factor = 1.0;
  std::int64_t trained_tokens = 0;  // max_position_embeddings
};
struct YarnRopeScaling {  // Peng et al. 2023
  double factor = 1.0;
  std::int64_t trained_tokens = 0;  // original_max_position_embeddings
  double beta_fast = 32.0;
  double beta_slow = 1.0;
  bool truncate = true;  // the ramp's ends to whole dimensions
  std::optional<double> attention_factor;
  std::optional<double> mscale;
  std::optional<double> mscale_all_dim;
};
struct Llama3RopeScaling {
  double factor = 8.0;
  double low_frequency_factor = 1.0;
  double high_frequency_factor = 4.0;
  std::int64_t trained_tokens = 8192;  // original_max_position_embeddings
};
struct LongRopeScaling {  // Ding et al. 2024; Phi-3. With both lists equal: the rope_freqs tensor of a GGUF
                          // file
  std::vector<float> short_factors;  // [rotary_dim / 2], each frequency is divided by its own
  std::vector<float> long_factors;   // [rotary_dim / 2], once the sequence is longer than trained_tokens
  std::int64_t trained_tokens = 0;   // original_max_position_embeddings
  double factor = 1.0;  // max_position_embeddings / original_max_position_embeddings, if not given
  std::optional<double> attention_factor;
};
using RopeScaling = std::variant<NoRopeScaling, LinearRopeScaling, DynamicNtkRopeScaling, YarnRopeScaling,
                                 Llama3RopeScaling, LongRopeScaling>;

struct RopeConfig {
  std::int64_t rotary_dim =
      0;  // even; the first so many values of a head are turned, the rest is left alone
  double theta = 10000.0;
  RopeLayout layout = RopeLayout::kHalves;
  RopeScaling scaling;
};

struct RopeFrequencies {
  std::vector<float> inverse;    // [rotary_dim / 2], radians per token
  float attention_scale = 1.0f;  // cosines and sines are multiplied by it
};

// True where the frequencies depend on n_sequence_tokens below (dynamic NTK, LongRoPE): then keys that were
// turned before a border was crossed are not turned again, as in the reference implementations.
bool depends_on_sequence_length(const RopeScaling& scaling);

// `n_sequence_tokens` is the sequence's length so far, the new tokens included. Computed in double, rounded
// at the end.
RopeFrequencies rope_frequencies(const RopeConfig& config, std::int64_t n_sequence_tokens);

// Cosines and sines of a batch of tokens: made once per forward pass, used by all layers.
struct RopeAngles {
  std::int64_t n_pairs = 0;    // rotary_dim / 2
  std::vector<float> cosines;  // [n_tokens, n_pairs]
  std::vector<float> sines;    // [n_tokens, n_pairs]
};

// positions: [n_tokens]. The angle is rounded to float before its cosine is taken, as the models were
// trained.
RopeAngles rope_angles(const RopeFrequencies& frequencies, std::span<const std::int64_t> positions);

// Turns x, [n_tokens, n_heads, head_dim], in place. head_dim >= 2 * angles.n_pairs.
void apply_rope(const KernelContext& context, RopeLayout layout, const RopeAngles& angles,
                std::int64_t head_dim, std::span<float> x);

// The truth: in double, straight from the frequencies.
void apply_rope_ref(RopeLayout layout, const RopeFrequencies& frequencies,
                    std::span<const std::int64_t> positions, std::int64_t head_dim, std::span<float> x);

}  // namespace st::kernels
