#include "tokenizer/model/bpe.h"

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
  cuts_at_space_symbol_ = find_space_cuts();
}

// True where no token that a merge makes holds U+2581 after any other character, and U+2581 is itself a token.
bool Bpe::find_space_cuts() const {
  if (options_.byte_level || options_.ignore_merges || !vocabulary_.find(kSpaceSymbol)) return false;
  if (!options_.continuing_prefix.empty() || !options_.word_suffix.empty()) return false;
  bool crosses = false;
  merges_.for_each([&](TokenId, TokenId, const Merge& merge) {
    const std::string_view text = vocabulary_.token(merge.merged);
    bool other = false;
    for (std::size_t at = 0; at < text.size();) {
      if (text.substr(at).starts_with(kSpaceSymbol)) {
        crosses = crosses || other;
        at += kSpaceSymbol.size();
      } else {
        other = true;
        ++at;
      }
    }
  });
  return !crosses;
}

bool Bpe::find_whole_word(std::string_view word, std::vector<WordToken>& tokens) const {
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
  for (std::uint32_t at = 0; at < word.size();) {
    const auto size = options_.byte_level ? 1u : static_cast<std::uint32_t>(decode_utf8(word, at).size_bytes);
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
  std::vector<Symbol> symbols;
  symbols.reserve(word.size());
  const bool marked = !options_.continuing_prefix.empty() || !options_.word_suffix.empty();
  if (options_.byte_level && all_bytes_known_ && !marked) {
    split_bytes(word, symbols);
  } else {
    split_chars(word, symbols);
  }
  if (symbols.size() <= kShortWordSymbols) {
    merge_short(merges_, symbols);
  } else {
    merge_long(merges_, symbols);
  }
  for (const Symbol& symbol : symbols) tokens.push_back({symbol.id, symbol.start, symbol.start + symbol.size});
}

}  // namespace st
