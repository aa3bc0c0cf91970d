#include "engine/token_bytes.h"

#include <algorithm>
#include <optional>

#include "tokenizer/text/byte_chars.h"

namespace st {
namespace {

// A token to stand before the one that is looked at: what begins a text may lose its space.
std::optional<TokenId> find_anchor(const Tokenizer& tokenizer, std::size_t n_ids) {
  for (const char* usual : {"a", "\u2581a", "the"}) {
    if (const auto id = tokenizer.id_of(usual)) return id;
  }
  for (TokenId id = 0; id < n_ids; ++id) {
    if (!tokenizer.is_special(id) && !tokenizer.decode({id, id}).empty()) return id;
  }
  return std::nullopt;
}

// Byte-level vocabularies write a space as U+0120; their decoder turns it back.
bool is_byte_level(const Tokenizer& tokenizer, TokenId anchor, std::size_t n_ids) {
  const std::string alone = tokenizer.decode({anchor});
  for (TokenId id = 0; id < n_ids; ++id) {
    if (!tokenizer.token_of(id).starts_with("\u0120") || tokenizer.is_special(id)) continue;
    return tokenizer.decode({anchor, id}, false, false).starts_with(alone + " ");
  }
  return false;
}

// <0x0A> of byte fallback.
std::optional<char> fallback_byte(std::string_view token) {
  if (token.size() != 6 || !token.starts_with("<0x") || token.back() != '>') return std::nullopt;
  int value = 0;
  for (const char c : token.substr(3, 2)) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (digit < 0) return std::nullopt;
    value = 16 * value + digit;
  }
  return static_cast<char>(value);
}

}  // namespace

std::vector<std::string> token_bytes(const Tokenizer& tokenizer, std::size_t n_vocab) {
  std::vector<std::string> bytes(n_vocab);
  const std::size_t n_ids = std::min(n_vocab, tokenizer.id_limit());
  const std::optional<TokenId> anchor = find_anchor(tokenizer, n_ids);
  if (!anchor) return bytes;
  const std::string before = tokenizer.decode({*anchor}, false, false);
  const bool byte_level = is_byte_level(tokenizer, *anchor, n_ids);
  for (TokenId id = 0; id < n_ids; ++id) {
    const std::string_view token = tokenizer.token_of(id);
    if (token.empty() || tokenizer.is_special(id)) continue;
    if (byte_level && append_bytes_of_chars(token, bytes[id])) continue;
    bytes[id].clear();
    const std::string text = tokenizer.decode({*anchor, id}, false, false);
    const std::optional<char> byte = fallback_byte(token);
    if (byte && !text.ends_with(token)) {
      bytes[id].assign(1, *byte);
    } else if (text.starts_with(before)) {
      bytes[id] = text.substr(before.size());
    }
  }
  return bytes;
}

}  // namespace st
