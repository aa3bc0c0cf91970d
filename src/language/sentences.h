#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace st {

// A byte range of a text: one sentence, list item or clause, with no space at either end.
struct SentenceSpan {
  std::size_t start = 0;
  std::size_t end = 0;  // one past the last byte

  friend bool operator==(const SentenceSpan&, const SentenceSpan&) = default;
};

// Splits plain text into sentences. A line end followed by an empty line always ends one; a single line end
// does so unless the text plainly runs on (the next line starts in lower case and this one has no final
// stop). Full stops in abbreviations (e.g., approx., no.), numbers, initials, file names and addresses end
// none. Every byte that is not space lies in exactly one sentence, in order.
std::vector<SentenceSpan> split_sentences(std::string_view text);

// Splits one sentence into parts of at most `max_words` words, at semicolons, dashes and commas where it
// can and between words where it can't. The parts cover the sentence but for the space between them.
std::vector<SentenceSpan> split_long(std::string_view text, SentenceSpan sentence, std::size_t max_words);

// Words as a reader counts them: runs without white space.
std::size_t count_words(std::string_view text);

}  // namespace st
