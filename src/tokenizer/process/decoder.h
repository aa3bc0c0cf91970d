#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tokenizer/regex/regex.h"
#include "tokenizer/split/pre_tokenizer.h"

namespace st {

// Last stage: token strings back to text. A decoder rewrites the list; what is left at the end is joined.
// Thread rule: const and safe from many threads.
class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual void apply(std::vector<std::string>& tokens) const = 0;
};

using DecoderPtr = std::unique_ptr<const Decoder>;

DecoderPtr make_byte_level_decoder();
DecoderPtr make_wordpiece_decoder(std::string prefix, bool cleanup);
DecoderPtr make_metaspace_decoder(char32_t replacement, PrependScheme scheme);
DecoderPtr make_bpe_decoder(std::string suffix);
DecoderPtr make_ctc_decoder(std::string pad, std::string word_delimiter, bool cleanup);
DecoderPtr make_replace_decoder(std::string literal, std::string content);
DecoderPtr make_regex_replace_decoder(Regex pattern, std::string content);
DecoderPtr make_byte_fallback_decoder();
DecoderPtr make_fuse_decoder();
DecoderPtr make_strip_decoder(char32_t content, std::size_t start, std::size_t stop);
// Without a decoder the reference joins tokens by a space.
DecoderPtr make_space_joining_decoder();
DecoderPtr make_sequence(std::vector<DecoderPtr> parts);

// Text with each longest part that can't be UTF-8 replaced by one U+FFFD (the Unicode Standard's
// recommended practice).
std::string lossy_utf8(std::string_view bytes);

// The spacing that BERT's decoder mends: "do n't" to "don't", " ." to ".".
void clean_up_spaces(std::string& text);

}  // namespace st
