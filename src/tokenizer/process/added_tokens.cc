#include "tokenizer/process/added_tokens.h"

#include <algorithm>
#include <cstring>

#include "base/unicode.h"
#include "tokenizer/text/library_class.h"

namespace st {
namespace {

std::uint32_t char_before(std::string_view text, std::uint32_t at) {
  std::uint32_t start = at - 1;
  while (start > 0 && is_continuation(text[start])) --start;
  return start;
}

bool ends_with_word(std::string_view text, std::uint32_t at) {
  return at > 0 && is_in_library(decode_utf8(text, char_before(text, at)).value, kWordOfSplit);
}

bool starts_with_word(std::string_view text, std::uint32_t at) {
  return at < text.size() && is_in_library(decode_utf8(text, at).value, kWordOfSplit);
}

std::uint32_t skip_space_back(std::string_view text, std::uint32_t at, std::uint32_t floor) {
  while (at > floor) {
    const std::uint32_t start = char_before(text, at);
    if (!is_space(decode_utf8(text, start).value)) break;
    at = start;
  }
  return std::max(at, floor);
}

std::uint32_t skip_space(std::string_view text, std::uint32_t at) {
  while (at < text.size()) {
    const CodePoint point = decode_utf8(text, at);
    if (!is_space(point.value)) break;
    at += static_cast<std::uint32_t>(point.size_bytes);
  }
  return at;
}

}  // namespace

void AddedTokens::set(std::vector<AddedToken> tokens, const Normalizer* normalizer) {
  tokens_ = std::move(tokens);
  by_id_.clear();
  raw_ = Finder();
  normalized_ = Finder();
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const AddedToken& token = tokens_[i];
    by_id_[token.id] = i;
    Finder& finder = token.normalized ? normalized_ : raw_;
    std::string key = token.content;
    if (token.normalized && !token.as_normalized && normalizer != nullptr) {
      NormalizedText text(token.content, 0);
      normalizer->apply(text);
      key = text.view();
    }
    if (key.empty()) continue;
    finder.trie.add(key, static_cast<std::uint32_t>(i));
    const auto start = static_cast<unsigned char>(key[0]);
    finder.only_start = finder.trie_size++ == 0 || finder.only_start == start ? start : -1;
    finder.starts[start] = true;
  }
}

std::uint32_t AddedTokens::Finder::next_start(std::string_view text, std::uint32_t at) const {
  if (only_start >= 0) {
    const void* found = std::memchr(text.data() + at, only_start, text.size() - at);
    return static_cast<std::uint32_t>(found == nullptr ? text.size()
                                                       : static_cast<const char*>(found) - text.data());
  }
  while (at < text.size() && !starts[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

const AddedToken* AddedTokens::find(TokenId id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &tokens_[found->second];
}

std::optional<TokenId> AddedTokens::find(std::string_view content) const {
  for (const AddedToken& token : tokens_) {
    if (token.content == content) return token.id;
  }
  return std::nullopt;
}

// Widens the match as the token asks for; false where its surroundings forbid it.
bool AddedTokens::accept(std::string_view text, const AddedToken& token, ByteSpan& span,
                         std::uint32_t floor) const {
  if (token.single_word && (ends_with_word(text, span.start) || starts_with_word(text, span.end)))
    return false;
  if (token.lstrip) span.start = skip_space_back(text, span.start, floor);
  if (token.rstrip) span.end = skip_space(text, span.end);
  return true;
}

std::vector<TextPart> AddedTokens::split(std::string_view text, const Finder& finder) const {
  std::vector<TextPart> parts;
  const auto size = static_cast<std::uint32_t>(text.size());
  std::uint32_t done = 0;
  for (std::uint32_t at = 0; !finder.trie.empty() && at < size;) {
    at = finder.next_start(text, at);
    if (at >= size) break;
    const ByteTrie::Match match = finder.trie.longest(text, at);
    if (match.value == ByteTrie::kNone) {
      ++at;
      continue;
    }
    const AddedToken& token = tokens_[match.value];
    ByteSpan span{at, at + match.size_bytes};
    at = span.end;
    if (!accept(text, token, span, done)) continue;
    if (done < span.start) parts.push_back({{done, span.start}, std::nullopt});
    parts.push_back({span, token.id});
    done = span.end;
    at = std::max(at, done);
  }
  if (done < size) parts.push_back({{done, size}, std::nullopt});
  return parts;
}

}  // namespace st
