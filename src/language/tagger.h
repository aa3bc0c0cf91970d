#pragma once

#include <vector>

#include "language/words.h"

namespace st {

// Gives each token its part of speech and lemma: closed-class table first, then the most usual class in the
// lexicon, then rules on the neighbours (after "to" or a modal stands a verb, after a determiner none).
void tag_words(std::vector<Word>& words);

}  // namespace st
