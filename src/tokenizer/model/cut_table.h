#pragma once

#include <bitset>
#include <cstdint>
#include <string_view>

namespace st {

// Where a word may be cut without changing its tokens: between two characters that stand side by side in no
// token. Models whose tokens are found piece by piece (merges, Viterbi) never look across such a place.
// Characters fall into 130 classes: ASCII one each, U+2581, and all others together.
class CutTable {
 public:
  // Notes the neighbours inside a token.
  void add_token(std::string_view token);
  // A character that is no token by itself: where two such meet, an unknown token may span both.
  void set_unknown(unsigned char ascii) { unknown_[ascii] = true; }
  void set_space_symbol_unknown() { unknown_[kSpaceSymbolClass] = true; }

  // The end of the piece of text[begin, end) that starts at `begin`; whole characters.
  std::uint32_t piece_end(std::string_view text, std::uint32_t begin, std::uint32_t end) const;

 private:
  static constexpr unsigned kSpaceSymbolClass = 128;
  static constexpr unsigned kOtherClass = 129;
  static constexpr unsigned kClasses = 130;

  struct Char {
    unsigned class_of;
    std::uint32_t size;
  };
  static Char read(std::string_view text, std::uint32_t at);
  bool cuts(unsigned left, unsigned right) const {
    return !joined_[left * kClasses + right] && !(unknown_[left] && unknown_[right]);
  }

  std::bitset<kClasses * kClasses> joined_;
  std::bitset<kClasses> unknown_ = std::bitset<kClasses>().set(kOtherClass);
};

}  // namespace st
