#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace st {

// A stretch of a wording; `gone` where the later wording no longer has these words.
struct WordingPart {
  std::string text;
  bool gone = false;
};

// `earlier` in parts whose texts joined give `earlier` again, words that `later` lacks marked (longest
// common subsequence of words, letter case ignored). One unmarked part where more than half of the words
// are gone, or where either is over 200 words: marks would not help a reader there.
std::vector<WordingPart> mark_gone_words(std::string_view earlier, std::string_view later);

}  // namespace st
