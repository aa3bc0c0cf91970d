#include "tokenizer/encode_words.h"

#include <algorithm>

#include "base/unicode.h"

namespace st {
namespace {

// From here on copying the tokens to ever larger memory costs more than asking for what they may need at
// most; of that the system gives only the pages that are written.
constexpr std::uint32_t kHugeWord = 1u << 16;

void make_room(Encoding& encoding, std::size_t more) {
  const std::size_t needed = encoding.ids.size() + more;
  if (needed <= encoding.ids.capacity()) return;
  const std::size_t room = std::max(needed, encoding.ids.capacity() * 2);
  encoding.ids.reserve(room);
  encoding.offsets.reserve(room);
}

class WordEncoder {
 public:
  WordEncoder(const TokenModel& model, const PreTokens& tokens, WordCache& cache, bool token_texts,
              Encoding& into)
      : model_(model),
        text_(tokens.text),
        view_(tokens.text.view()),
        cache_(cache),
        cuts_(model.cut_table()),
        token_texts_(token_texts),
        into_(into),
        run_(tokens.text.unchanged() ? tokens.text.copied_run(0, hint_) : CopiedRun{}) {}

  void encode_all(const std::vector<ByteSpan>& words) {
    for (std::size_t i = 0; i < words.size(); i += kAhead) {
      const std::size_t count = std::min(kAhead, words.size() - i);
      if (cuts_ == nullptr) {
        encode_block(&words[i], count);
      } else {
        for (std::size_t j = 0; j < count; ++j) encode_cut(words[i + j]);
      }
    }
    flush();
  }

 private:
  // Words whose slots are asked for together, so that memory answers while the first are worked on.
  static constexpr std::size_t kAhead = 16;
  // Tokens that wait for a place in the encoding; room for every block's and one short word more.
  static constexpr std::size_t kWaiting = 3 * (kAhead + 1);

  struct Place {
    WordCache::Key key;
    WordCache::ShortWord* pair;
  };

  Place place_of(ByteSpan word) {
    const WordCache::Key key = WordCache::key_of(view_, word.start, word.size());
    return {key, cache_.pair_of(key)};
  }

  void encode_block(const ByteSpan* words, std::size_t count) {
    Place places[kAhead];
    for (std::size_t i = 0; i < count; ++i) {
      if (words[i].size() > WordCache::kLongestShort) continue;
      places[i] = place_of(words[i]);
      WordCache::prefetch(places[i].pair);
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (words[i].size() <= WordCache::kLongestShort) {
        encode_short(words[i], places[i]);
      } else {
        encode_long(words[i]);
      }
    }
  }

  void encode_short(ByteSpan word, const Place& place) {
    const WordCache::ShortWord* known = WordCache::find_short(place.pair, place.key);
    if (known == nullptr) [[unlikely]]
      known = learn(word, place);
    if (known->count == 0) [[unlikely]]
      return push_all(word.start, remembered(word));
    if (!known->whole_chars || token_texts_ || !run_.holds(word)) [[unlikely]]
      return push_known(word.start, *known);
    if (waiting_ + 3 > kWaiting) flush();
    // All three places are written and the count goes on by as many as there are: no branch to guess.
    const std::uint32_t start = word.start + run_.shift;
    TokenId* ids = ids_ + waiting_;
    ByteSpan* spans = spans_ + waiting_;
    for (int i = 0; i < 3; ++i) ids[i] = known->ids[i];
    spans[0] = {start, start + known->ends[0]};
    spans[1] = {start + known->ends[0], start + known->ends[1]};
    spans[2] = {start + known->ends[1], start + known->ends[2]};
    waiting_ += known->count;
  }

  void encode_long(ByteSpan word) {
    if (word.size() <= WordCache::kLongest) return push_all(word.start, remembered(word));
    flush();
    std::size_t i = into_.ids.size();
    if (word.size() >= kHugeWord) make_room(into_, word.size());
    model_.encode_long_word(view_.substr(word.start, word.size()), {into_.ids, into_.offsets});
    for (; i < into_.ids.size(); ++i) {
      const ByteSpan place = into_.offsets[i];
      const ByteSpan token{word.start + place.start, word.start + place.end};
      if (token_texts_) push_text(into_.ids[i], token.start, token.end);
      into_.offsets[i] = source_of(token.start, token.end);
    }
  }

  // A text without a pre-tokenizer, in the pieces that the model says it makes no difference to cut.
  void encode_cut(ByteSpan word) {
    for (std::uint32_t begin = word.start; begin < word.end;) {
      const ByteSpan piece{begin, cuts_->piece_end(view_, begin, word.end)};
      if (piece.size() <= WordCache::kLongestShort) {
        encode_short(piece, place_of(piece));
      } else {
        encode_long(piece);
      }
      begin = piece.end;
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

  // A slot for a new short word; without tokens, and the word in the second table, where they don't fit.
  const WordCache::ShortWord* learn(ByteSpan word, const Place& place) {
    const std::string_view text = view_.substr(word.start, word.size());
    fresh_.clear();
    model_.encode_word(text, fresh_);
    WordCache::ShortWord& slot = WordCache::new_short(place.pair, place.key);
    if (!fits(fresh_, word.size())) {
      cache_.put_long(text, hash_bytes(text), fresh_);
      return &slot;
    }
    slot.count = static_cast<std::uint8_t>(fresh_.size()) & 3;
    slot.whole_chars = is_valid_utf8(text);
    for (std::size_t i = 0; i < 3; ++i) {
      const WordToken& token = fresh_[std::min(i, fresh_.size() - 1)];
      slot.ids[i] = token.id;
      slot.ends[i] = static_cast<std::uint8_t>(token.end);
      if (is_continuation(text[token.start])) slot.whole_chars = 0;
    }
    return &slot;
  }

  // A slot holds up to three tokens that lie end to end over the whole word.
  static bool fits(const std::vector<WordToken>& tokens, std::uint32_t size) {
    if (tokens.empty() || tokens.size() > 3) return false;
    std::uint32_t at = 0;
    for (const WordToken& token : tokens) {
      if (token.start != at || token.end <= at) return false;
      at = token.end;
    }
    return at == size;
  }

  void push_known(std::uint32_t base, const WordCache::ShortWord& known) {
    std::uint32_t start = base;
    for (unsigned i = 0; i < known.count; ++i) {
      push(known.ids[i], start, base + known.ends[i]);
      start = base + known.ends[i];
    }
  }

  void push_all(std::uint32_t base, const std::vector<WordToken>& tokens) {
    for (const WordToken& token : tokens) push(token.id, base + token.start, base + token.end);
  }

  void push(TokenId id, std::uint32_t start, std::uint32_t end) {
    if (waiting_ == kWaiting) flush();
    if (token_texts_) push_text(id, start, end);
    ids_[waiting_] = id;
    spans_[waiting_++] = source_of(start, end);
  }

  ByteSpan source_of(std::uint32_t start, std::uint32_t end) {
    if (start >= end)
      return text_.unchanged() ? ByteSpan{start + run_.shift, end + run_.shift} : ByteSpan{};
    const bool whole_chars =
        !is_continuation(view_[start]) && (end == view_.size() || !is_continuation(view_[end]));
    if (whole_chars && run_.holds({start, end})) return {start + run_.shift, end + run_.shift};
    const ByteSpan source = text_.source_of(start, end, hint_);
    run_ = text_.copied_run(end - 1, hint_);
    return source;
  }

  void push_text(TokenId id, std::uint32_t start, std::uint32_t end) {
    const bool as_it_stands = model_.shows_unknown_text(id);
    into_.tokens.emplace_back(as_it_stands ? view_.substr(start, end - start)
                                           : model_.vocabulary().token(id));
  }

  void flush() {
    into_.ids.insert(into_.ids.end(), ids_, ids_ + waiting_);
    into_.offsets.insert(into_.offsets.end(), spans_, spans_ + waiting_);
    waiting_ = 0;
  }

  const TokenModel& model_;
  const NormalizedText& text_;
  std::string_view view_;
  WordCache& cache_;
  const CutTable* cuts_;
  bool token_texts_;
  Encoding& into_;
  std::vector<WordToken> fresh_;
  std::size_t hint_ = 0;
  CopiedRun run_;  // the part of the text whose offsets are a shift away; empty until it is asked for
  TokenId ids_[kWaiting];
  ByteSpan spans_[kWaiting];
  std::size_t waiting_ = 0;
};

}  // namespace

void encode_words(const TokenModel& model, const PreTokens& tokens, WordCache& cache, bool token_texts,
                  Encoding& into) {
  WordEncoder encoder(model, tokens, cache, token_texts, into);
  const std::size_t words =
      std::max(tokens.words.size(), model.cut_table() != nullptr ? tokens.text.size() / 5 : 0);
  make_room(into, words + words / 4 + 8);
  encoder.encode_all(tokens.words);
}

}  // namespace st
