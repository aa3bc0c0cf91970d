#pragma once

#include <string>
#include <vector>

#include "tokenizer/split/pre_tokenizer.h"

namespace st {

// A stage that only cuts. It says where the matches lie in one word; this class does the rest: what becomes
// of them, and byte-level words, which it shows to the stage as printable characters.
class SplittingPreTokenizer : public PreTokenizer {
 public:
  SplittingPreTokenizer(SplitBehavior behavior, bool invert) : behavior_(behavior), invert_(invert) {}
  void apply(PreTokens& tokens) const final;

 protected:
  // Appends the matches in `word`, in order, none overlapping.
  virtual void find(std::string_view word, std::vector<ByteSpan>& matches) const = 0;
  // For each of 256 bytes, whether a byte-level word with it can hold a match; null: any may. A quick way
  // out.
  virtual const bool* matching_bytes() const { return nullptr; }

 private:
  void find_in_bytes(std::string_view word, std::vector<ByteSpan>& matches) const;

  SplitBehavior behavior_;
  bool invert_;
};

// Appends the pieces of [0, size) that `behavior` makes of the matches, moved by `base`.
void split_at_matches(const std::vector<ByteSpan>& matches, std::uint32_t size, SplitBehavior behavior,
                      bool invert, std::uint32_t base, std::vector<ByteSpan>& pieces);

}  // namespace st
