#pragma once

#include "tokenizer/model/model.h"
#include "tokenizer/model/word_cache.h"
#include "tokenizer/split/pre_tokenizer.h"

namespace st {

// Appends ids, offsets and, where `token_texts` is set, token strings of all words. The cache must have
// served no other model.
void encode_words(const TokenModel& model, const PreTokens& tokens, WordCache& cache, bool token_texts,
                  Encoding& into);

}  // namespace st
