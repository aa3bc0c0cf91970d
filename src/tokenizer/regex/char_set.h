#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tokenizer/text/char_class.h"

namespace st {

// A set of code points: ranges, Unicode categories and other sets, each item perhaps inverted. ASCII is a
// table.
class CharSet {
 public:
  void add_range(char32_t first, char32_t last, bool inverted = false) {
    items_.push_back({first, last, 0, inverted});
  }
  void add_bits(std::uint32_t bits, bool inverted = false) { items_.push_back({0, 0, bits, inverted}); }
  void add_set(CharSet set) { nested_.push_back(std::move(set)); }
  void intersect(CharSet set) { required_.push_back(std::move(set)); }
  void invert() { inverted_ = !inverted_; }
  void ignore_case() { ignore_case_ = true; }
  // Fills the table; the last call.
  void finish();

  bool contains(char32_t value) const { return value < 128 ? ascii_[value] : computes(value); }
  // False only where no code point over 127 is in it.
  bool may_hold_beyond_ascii() const;

 private:
  struct Item {
    char32_t first;
    char32_t last;
    std::uint32_t bits;  // 0: the range counts
    bool inverted;
  };
  bool computes(char32_t value) const;
  bool holds(char32_t value) const;

  std::vector<Item> items_;
  std::vector<CharSet> nested_;
  std::vector<CharSet> required_;
  bool inverted_ = false;
  bool ignore_case_ = false;
  std::array<bool, 128> ascii_{};
};

}  // namespace st
