#pragma once

#include <vector>

#include "tokenizer/text/normalized_text.h"

namespace st {

// A character on its way out, in the terms of the reference library: change 0 takes the next input
// character's place, change -n also swallows the n characters after it, change 1 is put in and shares the
// place of the one before it.
struct CharChange {
  char32_t value = 0;
  int change = 0;
};

// Gives `changes` the places of `input` by those rules; the result replaces `input`.
void apply_changes(const std::vector<CharChange>& changes, ByteSpan before_first,
                   std::vector<AlignedChar>& input);

}  // namespace st
