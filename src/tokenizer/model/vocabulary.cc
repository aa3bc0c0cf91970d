#include "tokenizer/model/vocabulary.h"

#include <bit>
#include <cstring>

namespace st {
namespace {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t load(const char* bytes, std::size_t count) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, count);
  return value;
}

constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15ull;
constexpr std::uint64_t kSecond = 0xE7037ED1A0B428DBull;
constexpr TokenId kHighestId = 1u << 24;

}  // namespace

std::uint64_t hash_bytes(std::string_view bytes) {
  std::uint64_t hash = kFirst ^ bytes.size();
  const char* data = bytes.data();
  std::size_t left = bytes.size();
  for (; left > 8; left -= 8, data += 8) hash = mix(hash ^ load(data, 8), kSecond);
  return mix(hash ^ load(data, left), kSecond);
}

void Vocabulary::reserve(std::size_t count, std::size_t bytes) {
  arena_.reserve(bytes);
  spans_.reserve(count);
  grow(std::bit_ceil(count * 2 + 16));
}

void Vocabulary::grow(std::size_t slots) {
  if (slots <= slots_.size()) return;
  std::vector<Slot> old(slots);
  old.swap(slots_);
  const std::size_t mask = slots - 1;
  for (const Slot& slot : old) {
    if (slot.id == kAbsent) continue;
    std::size_t at = hash_bytes(text_of(slot)) & mask;
    while (slots_[at].id != kAbsent) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

std::size_t Vocabulary::slot_of(std::string_view token_text, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  std::size_t at = hash & mask;
  while (slots_[at].id != kAbsent && (slots_[at].hash != tag || text_of(slots_[at]) != token_text))
    at = (at + 1) & mask;
  return at;
}

Status Vocabulary::add(std::string_view token_text, TokenId id) {
  if (id > kHighestId) return model_error("vocabulary: id " + std::to_string(id) + " is over 2^24");
  if (arena_.size() + token_text.size() >= kAbsent) return model_error("vocabulary: is over 4 GiB of text");
  if (slots_.size() < (count_ + 1) * 2) grow(std::bit_ceil(slots_.size() * 2 + 16));
  const std::uint64_t hash = hash_bytes(token_text);
  const std::size_t at = slot_of(token_text, hash);
  if (slots_[at].id == id) return {};
  if (slots_[at].id != kAbsent) {
    return model_error("vocabulary: '" + std::string(token_text) + "' has the ids " +
                       std::to_string(slots_[at].id) + " and " + std::to_string(id));
  }
  if (has(id)) {
    return model_error("vocabulary: id " + std::to_string(id) + " belongs to '" + std::string(token(id)) +
                       "' and '" + std::string(token_text) + "'");
  }
  if (id >= spans_.size()) spans_.resize(std::size_t{id} + 1, ByteSpan{kAbsent, kAbsent});
  const auto start = static_cast<std::uint32_t>(arena_.size());
  arena_.append(token_text);
  spans_[id] = {start, static_cast<std::uint32_t>(arena_.size())};
  slots_[at] = {id, static_cast<std::uint32_t>(hash >> 32), start, spans_[id].size()};
  ++count_;
  return {};
}

Status Vocabulary::add_or_move(std::string_view token_text, TokenId id) {
  const auto known = find(token_text);
  if (!known || has(id) || id > kHighestId) return add(token_text, id);
  if (id >= spans_.size()) spans_.resize(std::size_t{id} + 1, ByteSpan{kAbsent, kAbsent});
  spans_[id] = spans_[*known];
  slots_[slot_of(token_text, hash_bytes(token_text))].id = id;
  return {};
}

std::optional<TokenId> Vocabulary::find(std::string_view token_text, std::uint64_t hash) const {
  if (slots_.empty()) return std::nullopt;
  const std::size_t at = slot_of(token_text, hash);
  if (slots_[at].id == kAbsent) return std::nullopt;
  return slots_[at].id;
}

std::string_view Vocabulary::token(TokenId id) const {
  if (!has(id)) return {};
  return std::string_view(arena_).substr(spans_[id].start, spans_[id].size());
}

}  // namespace st
