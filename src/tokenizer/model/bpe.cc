#include "tokenizer/model/bpe.h"

#include <algorithm>
#include <cstdio>

#include "base/unicode.h"
#include "tokenizer/model/bpe_merge.h"
#include "tokenizer/text/byte_chars.h"

namespace st {
namespace {

constexpr std::string_view kSpaceSymbol = "\u2581";
constexpr std::size_t kShortWordSymbols = 40;

std::string byte_token(unsigned char byte) {
  char text[8];
  std::snprintf(text, sizeof text, "<0x%02X>", byte);
  return text;
}

}  // namespace

Result<TokenModelPtr> Bpe::make(Vocabulary vocabulary, MergeTable merges, BpeOptions options) {
  return TokenModelPtr(new Bpe(std::move(vocabulary), std::move(merges), std::move(options)));
}

Bpe::Bpe(Vocabulary vocabulary, MergeTable merges, BpeOptions options)
    : vocabulary_(std::move(vocabulary)), merges_(std::move(merges)), options_(std::move(options)) {
  byte_ids_.assign(256, kNoToken);
  all_bytes_known_ = true;
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::string spelled;
    if (options_.byte_level) {
      append_utf8(spelled, char_of_byte(static_cast<unsigned char>(byte)));
    } else {
      spelled = byte_token(static_cast<unsigned char>(byte));
    }
    if (const auto id = vocabulary_.find(spelled)) {
      byte_ids_[byte] = *id;
    } else {
      all_bytes_known_ = false;
    }
  }
  ascii_ids_.assign(128, kNoToken);
  for (unsigned c = 0; c < 128; ++c) {
    const char byte = static_cast<char>(c);
    if (const auto id = vocabulary_.find(std::string_view(&byte, 1))) ascii_ids_[c] = *id;
  }
  for (TokenId id = 0; id < vocabulary_.id_limit(); ++id)
    longest_token_bytes_ = std::max(longest_token_bytes_, vocabulary_.token(id).size());
  marked_ = !options_.continuing_prefix.empty() || !options_.word_suffix.empty();
  make_cut_table();
}

// Byte-level words come from a pre-tokenizer and are short; whole-word lookup and marked pieces see the
// whole word.
void Bpe::make_cut_table() {
  if (options_.byte_level || options_.ignore_merges || marked_) return;
  cut_table_ = std::make_unique<CutTable>();
  merges_.for_each([&](TokenId, TokenId, const Merge& merge) {
    cut_table_->add_token(vocabulary_.token(merge.merged));
  });
  if (options_.byte_fallback && all_bytes_known_) return;
  for (unsigned char c = 0; c < 128; ++c) {
    if (ascii_ids_[c] == kNoToken) cut_table_->set_unknown(c);
  }
  if (!vocabulary_.find(kSpaceSymbol)) cut_table_->set_space_symbol_unknown();
}

bool Bpe::find_whole_word(std::string_view word, std::vector<WordToken>& tokens) const {
  if (word.size() > longest_token_bytes_) return false;
  std::string spelled;
  if (options_.byte_level) append_byte_chars(word, spelled);
  const auto id = vocabulary_.find(options_.byte_level ? std::string_view(spelled) : word);
  if (id) tokens.push_back({*id, 0, static_cast<std::uint32_t>(word.size())});
  return id.has_value();
}

// Every byte has a token, in all but damaged vocabularies.
void Bpe::split_bytes(std::string_view word, std::vector<Symbol>& symbols) const {
  for (std::uint32_t i = 0; i < word.size(); ++i) {
    symbols.push_back({byte_ids_[static_cast<unsigned char>(word[i])], i, 1});
  }
}

// A symbol for one character as the vocabulary spells it; false where it has none, not even by its bytes.
bool Bpe::push_char(std::string_view spelled, std::uint32_t start, std::vector<Symbol>& symbols,
                    std::optional<Symbol>& unknown) const {
  const auto flush = [&] {
    if (unknown) symbols.push_back(*unknown);
    unknown.reset();
  };
  if (const auto id = vocabulary_.find(spelled)) {
    flush();
    symbols.push_back({*id, start, 0});
    return true;
  }
  if (!options_.byte_fallback) return false;
  for (const char byte : spelled) {
    if (byte_ids_[static_cast<unsigned char>(byte)] == kNoToken) return false;
  }
  flush();
  for (std::uint32_t i = 0; i < spelled.size(); ++i) {
    symbols.push_back({byte_ids_[static_cast<unsigned char>(spelled[i])], start + i, 1});
  }
  return true;
}

void Bpe::split_chars(std::string_view word, std::vector<Symbol>& symbols) const {
  std::optional<Symbol> unknown;
  std::string spelled;
  const bool plain = !marked_ && !options_.byte_level;
  for (std::uint32_t at = 0; at < word.size();) {
    const auto byte = static_cast<unsigned char>(word[at]);
    if (plain && byte < 128 && ascii_ids_[byte] != kNoToken && !unknown) {
      symbols.push_back({ascii_ids_[byte], at++, 1});
      continue;
    }
    const auto size =
        options_.byte_level ? 1u : static_cast<std::uint32_t>(decode_utf8(word, at).size_bytes);
    spelled.clear();
    if (at != 0) spelled = options_.continuing_prefix;
    if (options_.byte_level) {
      append_utf8(spelled, char_of_byte(static_cast<unsigned char>(word[at])));
    } else {
      spelled.append(word.substr(at, size));
    }
    if (at + size == word.size()) spelled += options_.word_suffix;
    if (push_char(spelled, at, symbols, unknown)) {
      if (symbols.back().size == 0) symbols.back().size = size;
    } else if (options_.unknown) {
      if (unknown && options_.fuse_unknown) {
        unknown->size = at + size - unknown->start;
      } else {
        if (unknown) symbols.push_back(*unknown);
        unknown = Symbol{*options_.unknown, at, size};
      }
    }
    at += size;
  }
  if (unknown) symbols.push_back(*unknown);
}

void Bpe::encode_word(std::string_view word, std::vector<WordToken>& tokens) const {
  if (options_.ignore_merges && find_whole_word(word, tokens)) return;
  // Kept from word to word: most words are short, and the time to find memory would be most of their time.
  thread_local std::vector<Symbol> symbols;
  symbols.clear();
  symbols.reserve(word.size());
  if (options_.byte_level && all_bytes_known_ && !marked_) {
    split_bytes(word, symbols);
  } else {
    split_chars(word, symbols);
  }
  if (symbols.size() <= kShortWordSymbols) {
    merge_short(merges_, symbols);
  } else {
    merge_long(merges_, symbols);
  }
  for (const Symbol& symbol : symbols)
    tokens.push_back({symbol.id, symbol.start, symbol.start + symbol.size});
  constexpr std::size_t kKeptSymbols = 4096;
  if (symbols.capacity() > kKeptSymbols) std::vector<Symbol>().swap(symbols);
}

// A byte's symbol is made when its window wants it, and the tokens lie where they will stay: the time to
// find memory for copies would grow with the word.
void Bpe::encode_long_word(std::string_view word, TokenColumns into) const {
  const bool bytes = options_.byte_level && all_bytes_known_ && !marked_;
  if (!bytes || word.size() <= longest_token_bytes_) return TokenModel::encode_long_word(word, into);
  const FillWindow fill = [&](std::size_t begin, std::size_t end, std::vector<Symbol>& window) {
    for (std::size_t i = begin; i < end; ++i) {
      window.push_back({byte_ids_[static_cast<unsigned char>(word[i])], static_cast<std::uint32_t>(i), 1});
    }
  };
  merge_windows(merges_, word.size(), fill, into);
}

}  // namespace st
