#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace st {

// Byte strings to values, walked a byte at a time. Edges lie in one open hash table keyed by (node, byte);
// the first byte has an array of its own.
class ByteTrie {
 public:
  static constexpr std::uint32_t kRoot = 0;
  static constexpr std::uint32_t kNone = UINT32_MAX;

  ByteTrie();
  void reserve(std::size_t bytes);
  // The value of a string that is in already is replaced. An empty string is ignored.
  void add(std::string_view key, std::uint32_t value);

  // The node after `byte`, or kNone.
  std::uint32_t step(std::uint32_t node, unsigned char byte) const {
    if (node == kRoot) return first_[byte];
    const std::uint64_t key = std::uint64_t{node} << 8 | byte;
    for (std::size_t at = slot(key);; at = (at + 1) & mask_) {
      const Edge& edge = edges_[at];
      if (edge.child == 0) return kNone;
      if (edge.node == node && edge.byte == byte) return edge.child;
    }
  }
  // The value of the string that ends at the node, or kNone.
  std::uint32_t value(std::uint32_t node) const { return values_[node]; }
  bool empty() const { return values_.size() == 1; }

  struct Match {
    std::uint32_t value = kNone;
    std::uint32_t size_bytes = 0;
  };
  // The longest key that `text` starts with from `at`.
  Match longest(std::string_view text, std::size_t at) const;

 private:
  struct Edge {
    std::uint32_t node = 0;
    std::uint32_t child : 24 = 0;  // 0: the slot is free
    std::uint32_t byte : 8 = 0;
  };
  std::size_t slot(std::uint64_t key) const { return (key * 0x9E3779B97F4A7C15ull >> 20) & mask_; }
  std::uint32_t child_or_new(std::uint32_t node, unsigned char byte);
  void grow(std::size_t slots);

  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> values_;
  std::vector<Edge> edges_;
  std::size_t mask_ = 0;
  std::size_t used_ = 0;
};

}  // namespace st
