#include "tokenizer/normalize/chars_map.h"

#include <cstring>

#include "base/unicode.h"

namespace st {
namespace {

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

bool has_leaf(std::uint32_t unit) {
  return (unit >> 8 & 1) != 0;
}
std::uint32_t leaf_value(std::uint32_t unit) {
  return unit & 0x7FFFFFFF;
}
std::uint32_t label(std::uint32_t unit) {
  return unit & (0x80000000u | 0xFF);
}
std::uint32_t offset(std::uint32_t unit) {
  return (unit >> 10) << ((unit & (1u << 9)) >> 6);
}

}  // namespace

Result<CharsMap> CharsMap::parse(std::string_view blob) {
  CharsMap map;
  if (blob.empty()) return map;
  if (blob.size() < 4) return model_error("character map: is cut short; expected the length of its trie");
  const std::size_t trie_bytes = read_u32(blob, 0);
  if (trie_bytes % 4 != 0 || trie_bytes > blob.size() - 4) {
    return model_error("character map: its trie of " + std::to_string(trie_bytes) +
                       " bytes does not fit its " + std::to_string(blob.size()) + " bytes");
  }
  for (std::size_t at = 4; at < 4 + trie_bytes; at += 4) map.units_.push_back(read_u32(blob, at));
  map.pool_ = blob.substr(4 + trie_bytes);
  if (!is_valid_utf8(map.pool_)) return model_error("character map: its replacements are not UTF-8");
  if (!map.pool_.empty() && map.pool_.back() != '\0') map.pool_.push_back('\0');
  return map;
}

std::optional<CharsMap::Match> CharsMap::find(std::string_view text, bool first) const {
  std::optional<Match> best;
  if (units_.empty()) return best;
  std::uint32_t node = offset(units_[0]);
  for (std::size_t i = 0; i < text.size() && text[i] != '\0'; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    node ^= byte;
    if (node >= units_.size() || label(units_[node]) != byte) return best;
    const std::uint32_t unit = units_[node];
    node ^= offset(unit);
    if (!has_leaf(unit)) continue;
    if (node >= units_.size()) return best;
    const std::uint32_t at = leaf_value(units_[node]);
    if (at >= pool_.size()) return best;
    best = Match{std::string_view(pool_.data() + at), i + 1};
    if (first) return best;
  }
  return best;
}

}  // namespace st
