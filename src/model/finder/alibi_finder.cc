// The finder with a penalty by distance, as an MPT checkpoint of two layers and one head of slope 1.
//
// In the first layer all contents score alike, so that the token d places back weighs e^-d: each of the 8
// values that come out is a number whose digits, to the base e, are one bit of the token, of the one before
// it, and so on. Digits are +1 and -1 and e is above 2, so they can be read off without doubt: an MLP of
// steps, one at each border between two numbers of five digits, gives the codes of the five tokens before.
//
// In the second layer the key of a token is these five codes, the query is the token itself and the four
// before it. A wrong bit must cost more than the penalty over the whole context.
//
// The residual stream: the token's code; the number, and later the answer in its place; five codes; a large
// constant and its negative, so that layer norms divide by a known number; the negative sum of everything
// else, so that they subtract nothing.
#include <fmt/format.h>

#include <cmath>

#include "model/finder/finder.h"
#include "model/finder/finder_parts.h"

namespace st::model {
namespace {

constexpr std::size_t kDigits = 5;
constexpr std::size_t kNumber = kCodeBits, kFirstBack = 2 * kCodeBits;
constexpr std::size_t kConstant = kFirstBack + kDigits * kCodeBits;
constexpr std::size_t kMinusConstant = kConstant + 1, kBalance = kConstant + 2;
constexpr std::size_t kWidth = 64, kExpansion = 8, kInner = kExpansion * kWidth;
constexpr std::size_t kNumbers = std::size_t{1} << kDigits;  // of five digits
constexpr std::size_t kSteps = kNumbers - 1;
static_assert(kBalance < kWidth && kSteps * 2 * kCodeBits < kInner);

constexpr double kEpsilon = 1e-5;
constexpr double kConstantValue = 1024.0;
constexpr double kSlope = 1.0;  // what "alibi_bias_max" 0 gives a single head
// A step is (GELU(z + half) - GELU(z - half)) / (2 half); beyond half + 6 on either side it is 0 or 1.
constexpr double kHalfStep = 6.0, kFlatFrom = kHalfStep + 6.0;
constexpr double kAnswerGain = 64.0;  // the answer drowns the number in whose place it is written
constexpr float kLogitGain = 32.0f;

double digit_weight() {
  return std::exp(-kSlope);
}

double digit(std::size_t number, std::size_t place) {
  return (number >> (kDigits - 1 - place) & 1) != 0 ? 1.0 : -1.0;
}

// The number without what follows its fifth digit. Numbers grow with their digits read as binary.
double value_of(std::size_t number) {
  double value = 0.0;
  for (std::size_t place = kDigits; place-- > 0;) value = value * digit_weight() + digit(number, place);
  return value;
}

// The sharpest step that is needed: half the gap between the two closest numbers, with the longest tails.
double step_gain() {
  const double lowest = std::pow(digit_weight(), static_cast<double>(kDigits - 1));
  const double tail = lowest * digit_weight() / (1.0 - digit_weight());
  return kFlatFrom / (lowest - tail);
}

// What a norm's weights must be so that it changes (next to) nothing.
float norm_weight(double other_squares) {
  const double squares = 2.0 * kConstantValue * kConstantValue + other_squares;
  return static_cast<float>(std::sqrt(squares / static_cast<double>(kWidth) + kEpsilon));
}

std::string block_name(std::size_t layer, const char* rest) {
  return fmt::format("transformer.blocks.{}.{}.weight", layer, rest);
}

// Writes to the residual stream and keeps its sum at zero.
void write(FinderMatrix& matrix, std::size_t row, std::size_t column, double value) {
  matrix.at(row, column) += static_cast<float>(value);
  matrix.at(kBalance, column) -= static_cast<float>(value);
}

void add_vocabulary(FinderTensors& tensors) {
  FinderMatrix& in = tensors.matrix("transformer.wte.weight", kBytes, kWidth);
  FinderMatrix& out = tensors.matrix("lm_head.weight", kBytes, kWidth);
  for (std::size_t byte = 0; byte < kBytes; ++byte) {
    in.at(byte, kConstant) = static_cast<float>(kConstantValue);
    in.at(byte, kMinusConstant) = static_cast<float>(-kConstantValue);
    for (std::size_t bit = 0; bit < kCodeBits; ++bit) {
      in.at(byte, bit) = code_bit(byte, bit);
      in.at(byte, kBalance) -= code_bit(byte, bit);
      out.at(byte, kNumber + bit) = kLogitGain * code_bit(byte, bit);
    }
  }
}

struct Head {
  FinderMatrix& qkv;  // rows of q, k, v
  FinderMatrix& out;
};

Head add_head(FinderTensors& tensors, std::size_t layer) {
  return {tensors.matrix(block_name(layer, "attn.Wqkv"), 3 * kWidth, kWidth),
          tensors.matrix(block_name(layer, "attn.out_proj"), kWidth, kWidth)};
}

// Values are the codes; what comes out is multiplied by `gain` and written where the number stands.
void copy_codes(const Head& head, double gain) {
  for (std::size_t bit = 0; bit < kCodeBits; ++bit) {
    head.qkv.at(2 * kWidth + bit, bit) = kExactInBytes;
    write(head.out, kNumber + bit, bit, gain / static_cast<double>(kExactInBytes));
  }
}

// The steps of one bit: neurons [first, first + 2 kSteps).
void add_steps(FinderMatrix& up, FinderMatrix& down, std::size_t bit, std::size_t first) {
  const double gain = step_gain(), weight = digit_weight();
  for (std::size_t step = 0; step < kSteps; ++step) {
    const double border = (value_of(step) + value_of(step + 1)) / 2.0;
    for (std::size_t side = 0; side < 2; ++side) {
      const std::size_t neuron = first + 2 * step + side;
      const double shift = side == 0 ? kHalfStep : -kHalfStep;
      // gain * ((number - code) / e^-1 - border) + shift
      up.at(neuron, kNumber + bit) = static_cast<float>(gain / weight);
      up.at(neuron, bit) = static_cast<float>(-gain / weight);
      up.at(neuron, kConstant) = static_cast<float>((shift - gain * border) / kConstantValue);
      for (std::size_t place = 0; place < kDigits; ++place) {
        const double rise = digit(step + 1, place) - digit(step, place);
        write(down, kFirstBack + place * kCodeBits + bit, neuron,
              (side == 0 ? rise : -rise) / (2.0 * kHalfStep));
      }
    }
  }
}

void add_digit_reader(FinderTensors& tensors) {
  FinderMatrix& up = tensors.matrix(block_name(0, "ffn.up_proj"), kInner, kWidth);
  FinderMatrix& down = tensors.matrix(block_name(0, "ffn.down_proj"), kWidth, kInner);
  for (std::size_t bit = 0; bit < kCodeBits; ++bit) add_steps(up, down, bit, bit * 2 * kSteps);
  // All digits begin at -1: a neuron that always gives 16.
  const std::size_t constant = kCodeBits * 2 * kSteps;
  up.at(constant, kConstant) = static_cast<float>(16.0 / kConstantValue);
  for (std::size_t i = 0; i < kDigits * kCodeBits; ++i) write(down, kFirstBack + i, constant, -1.0 / 16.0);
}

// Twice what the penalty comes to from one end of the context to the other, for each wrong bit.
void match_keys(const Head& head) {
  const auto gain = static_cast<float>(kFinderContext_tokens * kSlope);
  for (std::size_t i = 0; i < kDigits * kCodeBits; ++i) {
    const std::size_t query = i < kCodeBits ? i : kFirstBack + i - kCodeBits;
    head.qkv.at(i, query) = gain;
    head.qkv.at(kWidth + i, kFirstBack + i) = kExactInBytes;
  }
}

}  // namespace

FinderCheckpoint alibi_finder() {
  FinderTensors tensors;
  add_vocabulary(tensors);
  const double code = kCodeBits, typical_number = 1.16 * code;
  const Head first = add_head(tensors, 0);
  copy_codes(first, 1.0 / (1.0 - digit_weight()));
  add_digit_reader(tensors);
  const Head second = add_head(tensors, 1);
  match_keys(second);
  copy_codes(second, kAnswerGain);
  tensors.matrix(block_name(1, "ffn.up_proj"), kInner, kWidth);
  tensors.matrix(block_name(1, "ffn.down_proj"), kWidth, kInner);
  tensors.vector(block_name(0, "norm_1"), kWidth, norm_weight(2.0 * code));
  tensors.vector(block_name(0, "norm_2"), kWidth, norm_weight(3.0 * code + typical_number));
  const float full = norm_weight((2 * kDigits + 2) * code + typical_number);
  tensors.vector(block_name(1, "norm_1"), kWidth, full);
  tensors.vector(block_name(1, "norm_2"), kWidth, full);
  tensors.vector("transformer.norm_f.weight", kWidth, 1.0f);
  return {
      fmt::format("{{\"architectures\":[\"MptForCausalLM\"],\"model_type\":\"mpt\",\"vocab_size\":{},"
                  "\"d_model\":{},\"n_heads\":1,\"n_layers\":2,\"expansion_ratio\":{},\"max_seq_len\":{},"
                  "\"attn_config\":{{\"alibi\":true,\"alibi_bias_max\":0,\"softmax_scale\":1.0}},"
                  "\"no_bias\":true,\"layer_norm_epsilon\":{},\"tie_word_embeddings\":false,"
                  "\"torch_dtype\":\"float32\",\"eos_token_id\":10}}\n",
                  kBytes, kWidth, kExpansion, kFinderContext_tokens, kEpsilon),
      tensors.bytes()};
}

}  // namespace st::model
