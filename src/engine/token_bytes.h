#pragma once

#include <string>
#include <vector>

#include "tokenizer/tokenizer.h"

namespace st {

// What each id of a vocabulary adds to a text that has begun, as bytes, for TokenTrie: [n_vocab]. Empty for
// special tokens, for ids without a token, and for what adds nothing. Byte-level vocabularies and byte
// fallback give single bytes, which need not be UTF-8.
std::vector<std::string> token_bytes(const Tokenizer& tokenizer, std::size_t n_vocab);

}  // namespace st
