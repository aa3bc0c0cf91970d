#pragma once

#include <cstdint>
#include <vector>

#include "tokenizer/encoding.h"

namespace st {

inline constexpr TokenId kNoToken = UINT32_MAX;

struct Merge {
  std::uint32_t rank = UINT32_MAX;  // lower merges first; UINT32_MAX: the pair does not merge
  TokenId merged = kNoToken;
};

// Pairs of neighbours and what they become, in one open hash table.
class MergeTable {
 public:
  void reserve(std::size_t count);
  // The first of two merges of one pair stays, unless the later one ranks lower.
  void add(TokenId left, TokenId right, Merge merge);

  // Asks memory for the pair's place, so that add() or find() some time later need not wait.
  void prefetch(TokenId left, TokenId right) const {
    __builtin_prefetch(&entries_[slot(std::uint64_t{left} << 32 | right)]);
  }

  Merge find(TokenId left, TokenId right) const {
    const std::uint64_t key = std::uint64_t{left} << 32 | right;
    for (std::size_t at = slot(key);; at = (at + 1) & mask_) {
      const Entry& entry = entries_[at];
      if (entry.key == key) return entry.merge;
      if (entry.key == kFree) return {};
    }
  }

  template <typename Visit>
  void for_each(Visit visit) const {
    for (const Entry& entry : entries_) {
      if (entry.key != kFree)
        visit(static_cast<TokenId>(entry.key >> 32), static_cast<TokenId>(entry.key), entry.merge);
    }
  }

 private:
  static constexpr std::uint64_t kFree = UINT64_MAX;
  struct Entry {
    std::uint64_t key = kFree;
    Merge merge;
  };
  std::size_t slot(std::uint64_t key) const { return (key * 0x9E3779B97F4A7C15ull >> 24) & mask_; }
  void grow(std::size_t slots);

  std::vector<Entry> entries_ = std::vector<Entry>(16);
  std::size_t mask_ = 15;
  std::size_t used_ = 0;
};

}  // namespace st
