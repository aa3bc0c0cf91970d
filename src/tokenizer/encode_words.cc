#include "tokenizer/encode_words.h"

#include <algorithm>

namespace st {
namespace {

constexpr std::string_view kSpaceSymbol = "\u2581";

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

class WordEncoder {
 public:
  WordEncoder(const TokenModel& model, const PreTokens& tokens, WordCache& cache, bool token_texts, Encoding& into)
      : model_(model),
        text_(tokens.text),
        view_(tokens.text.view()),
        unchanged_(tokens.text.unchanged()),
        cache_(cache),
        token_texts_(token_texts),
        into_(into) {}

  void encode(ByteSpan word) {
    const std::size_t size = word.size();
    if (size <= WordCache::kLongestShort) return encode_short(word);
    if (size <= WordCache::kLongest) return encode_long(word);
    fresh_.clear();
    model_.encode_word(view_.substr(word.start, size), fresh_);
    push_all(word.start, fresh_);
  }

  // Words without a pre-tokenizer: whole texts, cut where the model says it makes no difference.
  void encode_cut(ByteSpan word) {
    std::uint32_t begin = word.start;
    const std::string_view text = view_.substr(0, word.end);
    for (std::size_t at = begin;;) {
      const std::size_t found = text.find(kSpaceSymbol, at);
      if (found == std::string_view::npos) break;
      if (found > begin && !text.substr(0, found).ends_with(kSpaceSymbol)) {
        const auto cut = static_cast<std::uint32_t>(found);
        encode({begin, cut});
        begin = cut;
      }
      at = found + kSpaceSymbol.size();
    }
    encode({begin, word.end});
  }

 private:
  void encode_short(ByteSpan word) {
    const WordCache::Key key = WordCache::key_of(view_, word.start, word.size());
    WordCache::ShortWord& slot = cache_.short_slot(key);
    if (!WordCache::holds(slot, key)) {
      fresh_.clear();
      model_.encode_word(view_.substr(word.start, word.size()), fresh_);
      if (!fits(fresh_, word.size())) return push_all(word.start, fresh_);
      keep(slot, key);
    }
    std::uint32_t at = word.start;
    for (std::uint8_t i = 0; i < slot.count; ++i) {
      push(slot.ids[i], at, at + slot.sizes[i]);
      at += slot.sizes[i];
    }
  }

  void encode_long(ByteSpan word) {
    const std::string_view text = view_.substr(word.start, word.size());
    const std::uint64_t hash = hash_bytes(text);
    if (const auto* known = cache_.find_long(text, hash)) return push_all(word.start, *known);
    fresh_.clear();
    model_.encode_word(text, fresh_);
    cache_.put_long(text, hash, fresh_);
    push_all(word.start, fresh_);
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

  void keep(WordCache::ShortWord& slot, const WordCache::Key& key) const {
    slot.low = key.low;
    slot.high = key.high;
    slot.count = static_cast<std::uint8_t>(fresh_.size());
    for (std::size_t i = 0; i < fresh_.size(); ++i) {
      slot.ids[i] = fresh_[i].id;
      slot.sizes[i] = static_cast<std::uint8_t>(fresh_[i].end - fresh_[i].start);
    }
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
      while (end < view_.size() && is_continuation(view_[end])) [[unlikely]] ++end;
      into_.offsets.push_back({text_.base() + start, text_.base() + end});
      return;
    }
    into_.offsets.push_back(start < end ? text_.source_of(start, end, hint_) : ByteSpan{});
  }

  void push_text(TokenId id, std::uint32_t start, std::uint32_t end) {
    const bool as_it_stands = model_.shows_unknown_text(id);
    into_.tokens.emplace_back(as_it_stands ? view_.substr(start, end - start) : model_.vocabulary().token(id));
  }

  const TokenModel& model_;
  const NormalizedText& text_;
  std::string_view view_;
  bool unchanged_;
  WordCache& cache_;
  bool token_texts_;
  Encoding& into_;
  std::vector<WordToken> fresh_;
  std::size_t hint_ = 0;
};

}  // namespace

void encode_words(const TokenModel& model, const PreTokens& tokens, WordCache& cache, bool token_texts,
                  Encoding& into) {
  WordEncoder encoder(model, tokens, cache, token_texts, into);
  const bool cuts = model.cuts_at_space_symbol();
  const std::size_t expected = into.ids.size() + tokens.words.size() + tokens.words.size() / 4 + 8;
  if (expected > into.ids.capacity()) {
    into.ids.reserve(std::max(expected, into.ids.capacity() * 2));
    into.offsets.reserve(std::max(expected, into.offsets.capacity() * 2));
  }
  for (const ByteSpan word : tokens.words) {
    if (cuts && word.size() > WordCache::kLongestShort) {
      encoder.encode_cut(word);
    } else {
      encoder.encode(word);
    }
  }
}

}  // namespace st
