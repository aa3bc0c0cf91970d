#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "weights/safetensors_writer.h"

namespace st::model {

// A byte's code: its bits as +1 and -1, the lowest first. Two codes differ in one place at least, so their
// product is 8 or at most 6.
inline constexpr std::size_t kCodeBits = 8;
inline constexpr std::size_t kBytes = 256;
inline float code_bit(std::size_t byte, std::size_t bit) {
  return (byte >> bit & 1) != 0 ? 1.0f : -1.0f;
}

// 1 less a bit, so that a block of q8_0 holds codes and the scale 2^-7 without rounding.
inline constexpr float kExactInBytes = 127.0f / 128.0f;

// A matrix [n_out, n_in] of zeros, to be filled entry by entry.
class FinderMatrix {
 public:
  FinderMatrix(std::string name, std::size_t n_out, std::size_t n_in)
      : tensor_{std::move(name), Shape{n_out, n_in}, std::vector<float>(n_out * n_in)}, n_in_(n_in) {}
  float& at(std::size_t out, std::size_t in) { return tensor_.values[out * n_in_ + in]; }
  const MadeTensor& tensor() const { return tensor_; }

 private:
  MadeTensor tensor_;
  std::size_t n_in_;
};

// The tensors of a checkpoint in the making, in the order they are asked for.
class FinderTensors {
 public:
  FinderMatrix& matrix(const std::string& name, std::size_t n_out, std::size_t n_in) {
    return matrices_.emplace_back(name, n_out, n_in);
  }
  void vector(const std::string& name, std::size_t width, float value) {
    vectors_.push_back({name, Shape{width}, std::vector<float>(width, value)});
  }
  std::string bytes() const {
    std::vector<MadeTensor> all;
    for (const FinderMatrix& matrix : matrices_) all.push_back(matrix.tensor());
    all.insert(all.end(), vectors_.begin(), vectors_.end());
    return safetensors_bytes(all);
  }

 private:
  std::deque<FinderMatrix> matrices_;  // references stay valid
  std::vector<MadeTensor> vectors_;
};

// What a finder's file hands over.
struct FinderCheckpoint {
  std::string config;   // JSON
  std::string weights;  // safetensors
};
FinderCheckpoint rope_finder();
FinderCheckpoint alibi_finder();

}  // namespace st::model
