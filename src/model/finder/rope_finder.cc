// The finder with rotary positions, as a Llama checkpoint: three layers each copy the codes of earlier
// tokens from 1, 2 and 3 tokens back, so that a token knows the six before it; the fourth layer looks for
// the place whose six predecessors are the last six tokens, and copies what stands there.
//
// The residual stream: slots of 8 values, slot d holding the code of the token d places back; the answer;
// a constant. It is the same length at every token, so that RMS norms divide by a known number.
//
// A head's 32 pairs turn at speeds theta^(-pair / 32). The first 8 are fast and tell positions apart; the
// other 24 turn by less than 0.08 in the whole context and carry the codes of six tokens.
#include <fmt/format.h>

#include <cmath>

#include "model/finder/finder.h"
#include "model/finder/finder_parts.h"

namespace st::model {
namespace {

constexpr std::size_t kHead = 64, kPairs = kHead / 2, kPositionPairs = 8;
constexpr std::size_t kSlots = 7, kAnswer = kSlots * kCodeBits, kConstant = kAnswer + kCodeBits;
constexpr std::size_t kWidth = 72, kInner = 8;
constexpr double kTheta = 1e25;
constexpr double kEpsilon = 1e-6;
// Large against the slots, so that the first tokens, whose slots are not full, are normed like the rest.
constexpr double kConstantValue = 32.0;
// Of the scores of the heads that look back: a position next to the right one scores 0.47 less before it.
constexpr double kPositionGain = 64.0;
// Of the scores of the last layer: one wrong bit of the 48 scores 2 less before it.
constexpr double kMatchGain = 24.0;
constexpr float kLogitGain = 16.0f;

std::size_t slot(std::size_t back, std::size_t bit) {
  return back * kCodeBits + bit;
}

// Value i of the codes, in a head: the slow pairs' first halves, then their second halves.
std::size_t slow_place(std::size_t i) {
  const std::size_t n = kPairs - kPositionPairs;
  return i < n ? kPositionPairs + i : kPairs + kPositionPairs + (i - n);
}

// What a norm's weights must be so that it changes nothing, with so many slots full.
float norm_weight(std::size_t n_full, bool has_answer = false) {
  const double squares =
      static_cast<double>((n_full + (has_answer ? 1 : 0)) * kCodeBits) + kConstantValue * kConstantValue;
  return static_cast<float>(std::sqrt(squares / static_cast<double>(kWidth) + kEpsilon));
}

std::string layer_name(std::size_t layer, const char* rest) {
  return fmt::format("model.layers.{}.{}.weight", layer, rest);
}

struct Head {
  FinderMatrix& q;
  FinderMatrix& k;
  FinderMatrix& v;
  FinderMatrix& out;
};

Head add_layer(FinderTensors& tensors, std::size_t layer, std::size_t full_before, std::size_t full_after) {
  tensors.vector(layer_name(layer, "input_layernorm"), kWidth, norm_weight(full_before));
  tensors.vector(layer_name(layer, "post_attention_layernorm"), kWidth, norm_weight(full_after));
  tensors.matrix(layer_name(layer, "mlp.gate_proj"), kInner, kWidth);
  tensors.matrix(layer_name(layer, "mlp.up_proj"), kInner, kWidth);
  tensors.matrix(layer_name(layer, "mlp.down_proj"), kWidth, kInner);
  return {tensors.matrix(layer_name(layer, "self_attn.q_proj"), kHead, kWidth),
          tensors.matrix(layer_name(layer, "self_attn.k_proj"), kHead, kWidth),
          tensors.matrix(layer_name(layer, "self_attn.v_proj"), kHead, kWidth),
          tensors.matrix(layer_name(layer, "self_attn.o_proj"), kWidth, kHead)};
}

// Copies slots [first, first + n) of the token `back` places back into slots [first + back, ...). Queries
// and keys are constants; the query is turned back by `back` steps, so that score is the sum of
// cos((distance - back) * speed), largest at that distance.
void look_back(const Head& head, std::size_t back, std::size_t first, std::size_t n) {
  const double to_score = kPositionGain * std::sqrt(static_cast<double>(kHead)) / kConstantValue;
  for (std::size_t pair = 0; pair < kPositionPairs; ++pair) {
    const double speed = std::pow(kTheta, -static_cast<double>(pair) / static_cast<double>(kPairs));
    const double turn = -static_cast<double>(back) * speed;
    head.q.at(pair, kConstant) = static_cast<float>(to_score * std::cos(turn));
    head.q.at(kPairs + pair, kConstant) = static_cast<float>(to_score * std::sin(turn));
    head.k.at(pair, kConstant) = static_cast<float>(1.0 / kConstantValue);
  }
  for (std::size_t i = 0; i < n * kCodeBits; ++i) {
    head.v.at(i, slot(first, i)) = kExactInBytes;
    head.out.at(slot(first + back, i), i) = 1.0f / kExactInBytes;
  }
}

// The key of a token is what stands before it, the query is what stands there up to now.
void find(const Head& head) {
  const auto to_score = static_cast<float>(kMatchGain * std::sqrt(static_cast<double>(kHead)));
  const std::size_t n_values = (kSlots - 1) * kCodeBits;
  for (std::size_t i = 0; i < n_values; ++i) {
    head.q.at(slow_place(i), slot(0, i)) = to_score;
    head.k.at(slow_place(i), slot(1, i)) = kExactInBytes;
  }
  for (std::size_t bit = 0; bit < kCodeBits; ++bit) {
    head.v.at(bit, slot(0, bit)) = kExactInBytes;
    head.out.at(kAnswer + bit, bit) = 1.0f / kExactInBytes;
  }
}

void add_vocabulary(FinderTensors& tensors) {
  FinderMatrix& in = tensors.matrix("model.embed_tokens.weight", kBytes, kWidth);
  FinderMatrix& out = tensors.matrix("lm_head.weight", kBytes, kWidth);
  for (std::size_t byte = 0; byte < kBytes; ++byte) {
    in.at(byte, kConstant) = static_cast<float>(kConstantValue);
    for (std::size_t bit = 0; bit < kCodeBits; ++bit) {
      in.at(byte, slot(0, bit)) = code_bit(byte, bit);
      out.at(byte, kAnswer + bit) = kLogitGain * code_bit(byte, bit);
    }
  }
}

}  // namespace

FinderCheckpoint rope_finder() {
  FinderTensors tensors;
  add_vocabulary(tensors);
  look_back(add_layer(tensors, 0, 1, 2), 1, 0, 1);
  look_back(add_layer(tensors, 1, 2, 4), 2, 0, 2);
  look_back(add_layer(tensors, 2, 4, 7), 3, 1, 3);
  find(add_layer(tensors, 3, 7, 8));
  tensors.vector("model.norm.weight", kWidth, norm_weight(kSlots, true));
  return {
      fmt::format("{{\"architectures\":[\"LlamaForCausalLM\"],\"model_type\":\"llama\",\"vocab_size\":{},"
                  "\"hidden_size\":{},\"intermediate_size\":{},\"num_hidden_layers\":4,"
                  "\"num_attention_heads\":1,\"num_key_value_heads\":1,\"head_dim\":{},"
                  "\"hidden_act\":\"silu\",\"max_position_embeddings\":{},\"rms_norm_eps\":{},"
                  "\"rope_theta\":{:.1f},\"tie_word_embeddings\":false,\"torch_dtype\":\"float32\","
                  "\"eos_token_id\":10}}\n",
                  kBytes, kWidth, kInner, kHead, kFinderContext_tokens, kEpsilon, kTheta),
      tensors.bytes()};
}

}  // namespace st::model
