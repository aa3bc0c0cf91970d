#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "tokenizer/encoding.h"
#include "tokenizer/model/vocabulary.h"

namespace st {

// Fourth stage: puts the template's tokens around one text or two. `parts` holds the text and perhaps its
// pair; when all is done the parts follow one another in the result. Thread rule: const and safe from many
// threads.
class PostProcessor {
 public:
  virtual ~PostProcessor() = default;
  virtual void apply(std::vector<Encoding>& parts, bool add_special_tokens) const = 0;
  // How many tokens it adds to one text or to a pair.
  virtual std::size_t added_tokens(bool pair) const = 0;
};

using PostProcessorPtr = std::unique_ptr<const PostProcessor>;

struct SpecialToken {
  std::string content;
  TokenId id = 0;
};

// One place of a template: a text (0 or 1) or the ids of a special token.
struct TemplatePiece {
  int sequence = -1;  // -1: a special token
  std::vector<SpecialToken> special;
  std::uint8_t type_id = 0;
};

PostProcessorPtr make_template(std::vector<TemplatePiece> single, std::vector<TemplatePiece> pair);
PostProcessorPtr make_bert_processor(SpecialToken cls, SpecialToken sep);
PostProcessorPtr make_roberta_processor(SpecialToken cls, SpecialToken sep, bool trim_offsets,
                                        bool add_prefix_space, const Vocabulary& vocabulary);
PostProcessorPtr make_byte_level_processor(bool trim_offsets, bool add_prefix_space,
                                           const Vocabulary& vocabulary);
PostProcessorPtr make_sequence(std::vector<PostProcessorPtr> parts);

// Joins parts end to end.
Encoding concatenate(std::vector<Encoding> parts);
// An encoding of nothing but special tokens.
Encoding special_encoding(const std::vector<SpecialToken>& tokens, std::uint8_t type_id);

}  // namespace st
