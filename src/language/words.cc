#include "language/words.h"

#include "language/tagger.h"
#include "language/tokens.h"

namespace st {

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words = tokens_of(text);
  tag_words(words);
  return words;
}

}  // namespace st
