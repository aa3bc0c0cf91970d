#include "tokenizer/encode_words.h"

#include <algorithm>

namespace st {
namespace {

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

class WordEncoder {
 public:
  WordEncoder(const TokenModel& model, const PreTokens& tokens, WordCache& cache, bool token_texts,
              Encoding& into)
      : model_(model),
        text_(tokens.text),
        view_(tokens.text.view()),
        unchanged_(tokens.text.unchanged()),
        cache_(cache),
        cuts_(model.cut_table()),
        token_texts_(token_texts),
        into_(into) {}

  void encode(ByteSpan word) {
    const std::size_t size = word.size();
    if (size <= WordCache::kLongestShort) return encode_short(word);
    if (cuts_ != nullptr) return encode_cut(word);
    if (size <= WordCache::kLongest) return push_all(word.start, remembered(word));
    fresh_.clear();
    model_.encode_word(view_.substr(word.start, size), fresh_);
    push_all(word.start, fresh_);
  }

 private:
  void encode_short(ByteSpan word) {
    const WordCache::ShortWord* known = find_short(word);
    if (known == nullptr) return push_all(word.start, long_tokens_);
    std::uint32_t at = word.start;
    for (std::uint8_t i = 0; i < known->count; ++i) {
      push(known->ids[i], at, at + known->sizes[i]);
      at += known->sizes[i];
    }
  }

  // The slot of a short word, made where there is none. Null where its tokens fit no slot; then they are in
  // long_tokens_.
  const WordCache::ShortWord* find_short(ByteSpan word) {
    const WordCache::Key key = WordCache::key_of(view_, word.start, word.size());
    const WordCache::ShortWord* known = cache_.find_short(key);
    if (known != nullptr) [[likely]]
      return known;
    const std::vector<WordToken>& tokens = remembered(word);
    if (fits(tokens, word.size())) return keep(key, tokens);
    long_tokens_ = tokens;
    return nullptr;
  }

  // A long word, or a text without a pre-tokenizer: in the pieces that the model says it makes no
  // difference to cut.
  void encode_cut(ByteSpan word) {
    for (std::uint32_t begin = word.start; begin < word.end;) {
      const std::uint32_t end = cuts_->piece_end(view_, begin, word.end);
      if (end - begin <= WordCache::kLongestShort) {
        encode_short({begin, end});
      } else if (end - begin <= WordCache::kLongest) {
        push_all(begin, remembered({begin, end}));
      } else {
        fresh_.clear();
        model_.encode_word(view_.substr(begin, end - begin), fresh_);
        push_all(begin, fresh_);
      }
      begin = end;
    }
  }

  // From the second table, or fresh.
  const std::vector<WordToken>& remembered(ByteSpan word) {
    const std::string_view text = view_.substr(word.start, word.size());
    const std::uint64_t hash = hash_bytes(text);
    if (const auto* known = cache_.find_long(text, hash)) return *known;
    fresh_.clear();
    model_.encode_word(text, fresh_);
    cache_.put_long(text, hash, fresh_);
    return fresh_;
  }

  // A slot holds up to three tokens that lie end to end over the whole word.
  static bool fits(const std::vector<WordToken>& tokens, std::uint32_t size) {
    if (tokens.empty() || tokens.size() > 3) return false;
    std::uint32_t at = 0;
    for (const WordToken& token : tokens) {
      if (token.start != at) return false;
      at = token.end;
    }
    return at == size;
  }

  const WordCache::ShortWord* keep(const WordCache::Key& key, const std::vector<WordToken>& tokens) {
    WordCache::ShortWord& slot = cache_.new_short(key);
    slot.count = static_cast<std::uint8_t>(tokens.size());
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      slot.ids[i] = tokens[i].id;
      slot.sizes[i] = static_cast<std::uint8_t>(tokens[i].end - tokens[i].start);
    }
    return &slot;
  }

  void push_all(std::uint32_t base, const std::vector<WordToken>& tokens) {
    for (const WordToken& token : tokens) push(token.id, base + token.start, base + token.end);
  }

  void push(TokenId id, std::uint32_t start, std::uint32_t end) {
    into_.ids.push_back(id);
    if (token_texts_) push_text(id, start, end);
    if (unchanged_) {
      if (start < end && is_continuation(view_[start])) [[unlikely]] {
        into_.offsets.push_back(text_.source_of(start, end, hint_));
        return;
      }
      while (end < view_.size() && is_continuation(view_[end])) [[unlikely]]++ end;
      into_.offsets.push_back({text_.base() + start, text_.base() + end});
      return;
    }
    into_.offsets.push_back(start < end ? text_.source_of(start, end, hint_) : ByteSpan{});
  }

  void push_text(TokenId id, std::uint32_t start, std::uint32_t end) {
    const bool as_it_stands = model_.shows_unknown_text(id);
    into_.tokens.emplace_back(as_it_stands ? view_.substr(start, end - start)
                                           : model_.vocabulary().token(id));
  }

  const TokenModel& model_;
  const NormalizedText& text_;
  std::string_view view_;
  bool unchanged_;
  WordCache& cache_;
  const CutTable* cuts_;
  bool token_texts_;
  Encoding& into_;
  std::vector<WordToken> fresh_;
  std::vector<WordToken> long_tokens_;
  std::size_t hint_ = 0;
};

}  // namespace

void encode_words(const TokenModel& model, const PreTokens& tokens, WordCache& cache, bool token_texts,
                  Encoding& into) {
  WordEncoder encoder(model, tokens, cache, token_texts, into);
  const std::size_t words =
      std::max(tokens.words.size(), model.cut_table() != nullptr ? tokens.text.size() / 5 : 0);
  const std::size_t expected = into.ids.size() + words + words / 4 + 8;
  if (expected > into.ids.capacity()) {
    into.ids.reserve(std::max(expected, into.ids.capacity() * 2));
    into.offsets.reserve(std::max(expected, into.offsets.capacity() * 2));
  }
  for (const ByteSpan word : tokens.words) encoder.encode(word);
}

}  // namespace st
