#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace st {

// Which token ids of a vocabulary may come next: one bit an id. New masks forbid everything.
class TokenMask {
 public:
  explicit TokenMask(std::size_t n_vocab = 0) : n_vocab_(n_vocab), words_((n_vocab + 63) / 64) {}

  std::size_t size() const { return n_vocab_; }
  bool allows(std::size_t id) const { return id < n_vocab_ && (words_[id / 64] >> (id % 64) & 1) != 0; }
  void allow(std::size_t id) { words_[id / 64] |= std::uint64_t{1} << (id % 64); }  // id < size()
  std::size_t count() const {
    std::size_t n = 0;
    for (const std::uint64_t word : words_) n += static_cast<std::size_t>(__builtin_popcountll(word));
    return n;
  }

 private:
  std::size_t n_vocab_;
  std::vector<std::uint64_t> words_;
};

}  // namespace st
