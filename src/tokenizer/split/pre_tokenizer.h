#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/regex/regex.h"
#include "tokenizer/text/normalized_text.h"

namespace st {

// A text cut into words, none empty, in order. Once `byte_level` is set the words stand for their bytes:
// stages that follow see each byte as its printable character, and so does the vocabulary.
struct PreTokens {
  NormalizedText text;
  std::vector<ByteSpan> words;  // bytes of text.view()
  bool byte_level = false;
  std::vector<ByteSpan> spare;  // memory for the next stage's words

  // An empty list for the next stage, and its putting in place.
  std::vector<ByteSpan> next_words() {
    spare.clear();
    return std::move(spare);
  }
  void set_words(std::vector<ByteSpan> next) {
    spare = std::move(words);
    words = std::move(next);
  }

  std::string_view word(std::size_t i) const { return text.view().substr(words[i].start, words[i].size()); }
};

// Second stage: cuts words into smaller words. A few stages also put characters in (a prefix space,
// U+2581). Thread rule: apply() is const and safe from many threads.
class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;
  virtual void apply(PreTokens& tokens) const = 0;
};

using PreTokenizerPtr = std::unique_ptr<const PreTokenizer>;

// What becomes of the matches of a pattern, and of what lies between them.
enum class SplitBehavior { kRemoved, kIsolated, kMergedWithPrevious, kMergedWithNext, kContiguous };

enum class PrependScheme { kFirst, kNever, kAlways };

PreTokenizerPtr make_byte_level(bool add_prefix_space, bool use_regex);
PreTokenizerPtr make_regex_split(Regex pattern, SplitBehavior behavior, bool invert);
PreTokenizerPtr make_literal_split(std::string literal, SplitBehavior behavior, bool invert);
// The patterns of GPT-2, Llama-3 (cl100k) and Qwen2 by hand-made scanners; null for any other pattern.
PreTokenizerPtr make_known_split(std::string_view pattern, SplitBehavior behavior, bool invert);
PreTokenizerPtr make_whitespace();        // \w+|[^\w\s]+
PreTokenizerPtr make_whitespace_split();  // at white space, which goes
PreTokenizerPtr make_bert_split();
PreTokenizerPtr make_punctuation(SplitBehavior behavior);
PreTokenizerPtr make_digits(bool individual);
PreTokenizerPtr make_delimiter_split(char32_t delimiter);
PreTokenizerPtr make_metaspace(char32_t replacement, PrependScheme scheme, bool split);
PreTokenizerPtr make_fixed_length(std::size_t chars);
PreTokenizerPtr make_unicode_scripts();
PreTokenizerPtr make_sequence(std::vector<PreTokenizerPtr> parts);

}  // namespace st
