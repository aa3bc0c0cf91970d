#pragma once

#include <vector>

#include "tokenizer/model/bpe.h"

namespace st {

// Merges until no pair of neighbours has a rank. All give the same result; the first is quadratic and
// quick on short words.
void merge_short(const MergeTable& merges, std::vector<Bpe::Symbol>& symbols);

struct MergeWindow {
  std::size_t symbols = 2048;
  std::size_t overlap = 64;
};

// For words of any length, in windows that fit the cache, so that the time a symbol takes does not grow
// with the word. It rests on this: a row of tokens is the word's encoding if and only if every two
// neighbours, by themselves, encode to just these two, because the first merge across a boundary would also
// be made between the two alone. So where two windows share a token, the tokens up to it from the one and
// after it from the other are the encoding. Where they share none, the overlap and the windows double.
void merge_long(const MergeTable& merges, std::vector<Bpe::Symbol>& symbols, MergeWindow window = {});

}  // namespace st
