#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenizer/model/model.h"

namespace st {

// Remembers what words became. Words of up to 15 bytes and 3 tokens lie in pairs that fill a cache line,
// the one used last in front; words of up to 63 bytes and 24 tokens in a second table, where a slot without
// tokens points from the first. A newcomer takes a slot; answers never depend on it. Thread rule: one
// thread at a time.
class WordCache {
 public:
  WordCache() : short_(kShortSlots), long_(kLongSlots) {}

  struct alignas(32) ShortWord {
    std::uint64_t low = 0;
    std::uint64_t high = 0;  // the top byte is the length; 0: the slot is free
    std::uint32_t ids[3] = {};
    std::uint8_t ends[3] = {};         // bytes of the word; behind the last token all are its end
    std::uint8_t count : 7 = 0;        // 0: the word is in the second table, or not remembered
    std::uint8_t whole_chars : 1 = 0;  // no token begins or ends inside a character
  };
  struct Key {
    std::uint64_t low;
    std::uint64_t high;
  };

  static constexpr std::size_t kLongestShort = 15;
  static constexpr std::size_t kLongest = 63;

  // The key of text[start, start + size); size <= kLongestShort.
  static Key key_of(std::string_view text, std::size_t start, std::size_t size) {
    Key key{0, 0};
    if (start + 16 <= text.size()) {
      std::memcpy(&key.low, text.data() + start, 8);
      std::memcpy(&key.high, text.data() + start + 8, 8);
      key.low &= size >= 8 ? ~0ull : (1ull << (size * 8)) - 1;
      key.high &= size <= 8 ? 0 : (1ull << ((size - 8) * 8)) - 1;
    } else {
      std::memcpy(&key.low, text.data() + start, size < 8 ? size : 8);
      if (size > 8) std::memcpy(&key.high, text.data() + start + 8, size - 8);
    }
    key.high |= std::uint64_t{size} << 56;
    return key;
  }

  // Where the word is looked for, or will be put. Asking early hides the way to memory.
  ShortWord* pair_of(const Key& key) {
    const std::uint64_t hash = (key.low ^ (key.high * 0x9E3779B97F4A7C15ull)) * 0xE7037ED1A0B428DBull;
    return &short_[hash >> (65 - kShortBits) << 1];
  }
  static void prefetch(const ShortWord* pair) { __builtin_prefetch(pair); }

  // The word's slot in its pair, or null. Valid until the next call.
  static const ShortWord* find_short(ShortWord* pair, const Key& key) {
    if (holds(pair[0], key)) return pair;
    if (!holds(pair[1], key)) return nullptr;
    std::swap(pair[0], pair[1]);
    return pair;
  }
  // A slot for a new word in its pair, its key filled in.
  static ShortWord& new_short(ShortWord* pair, const Key& key) {
    pair[1] = pair[0];
    pair[0] = ShortWord{};
    pair[0].low = key.low;
    pair[0].high = key.high;
    return pair[0];
  }

  // The tokens of a longer word, or null.
  const std::vector<WordToken>* find_long(std::string_view word, std::uint64_t hash) const;
  void put_long(std::string_view word, std::uint64_t hash, const std::vector<WordToken>& tokens);

 private:
  static bool holds(const ShortWord& slot, const Key& key) {
    return slot.low == key.low && slot.high == key.high;
  }

  static constexpr int kShortBits = 16;
  static constexpr std::size_t kShortSlots = std::size_t{1} << kShortBits;
  static constexpr std::size_t kLongSlots = std::size_t{1} << 13;
  static constexpr std::size_t kMostTokens = 24;

  struct LongWord {
    std::string word;
    std::vector<WordToken> tokens;
  };

  std::vector<ShortWord> short_;
  std::vector<LongWord> long_;
};

}  // namespace st
