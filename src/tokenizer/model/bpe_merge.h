#pragma once

#include <functional>
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

// Appends the symbols [begin, end) of a word, symbol i with start i and size 1.
using FillWindow =
    std::function<void(std::size_t begin, std::size_t end, std::vector<Bpe::Symbol>& window)>;

// For words of any length, in windows that fit the cache, so that the time a symbol takes does not grow
// with the word. It rests on this: a row of tokens is the word's encoding if and only if every two
// neighbours, by themselves, encode to just these two, because the first merge across a boundary would also
// be made between the two alone. So where two windows share a token, the tokens up to it from the one and
// after it from the other are the encoding. Where they share none, the overlap and the windows double.
// Spans count symbols.
void merge_windows(const MergeTable& merges, std::size_t count, const FillWindow& fill, TokenColumns into,
                   MergeWindow window = {});

// The same for symbols that lie ready, and in their place.
void merge_long(const MergeTable& merges, std::vector<Bpe::Symbol>& symbols, MergeWindow window = {});

}  // namespace st
