#include "tokenizer/model/word_cache.h"

namespace st {

const std::vector<WordToken>* WordCache::find_long(std::string_view word, std::uint64_t hash) const {
  const LongWord& slot = long_[hash & (kLongSlots - 1)];
  return slot.word == word ? &slot.tokens : nullptr;
}

void WordCache::put_long(std::string_view word, std::uint64_t hash, const std::vector<WordToken>& tokens) {
  if (tokens.size() > kMostTokens) return;
  LongWord& slot = long_[hash & (kLongSlots - 1)];
  slot.word = word;
  slot.tokens = tokens;
}

}  // namespace st
