#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/encoding.h"

namespace st {

// 64 bits that spread well over short strings; for tables in memory only.
std::uint64_t hash_bytes(std::string_view bytes);

// Token strings and their ids, both ways, in flat tables: one arena, one array of spans, one open hash
// table. Ids may have holes. Thread rule: reading is safe from many threads.
class Vocabulary {
 public:
  // Room for this many tokens, so that filling does not grow the tables again and again.
  void reserve(std::size_t count, std::size_t bytes);
  // Puts a token in. An id that is taken by another string, a string that has another id, and ids over 2^24
  // are errors.
  Status add(std::string_view token, TokenId id);
  // The same for lists that may hold a token twice: find() gives the later id, and both ids have the text.
  Status add_or_move(std::string_view token, TokenId id);

  std::optional<TokenId> find(std::string_view token) const { return find(token, hash_bytes(token)); }
  // The same where the caller has hash_bytes() of the token. Asked with prefetch() some time before, memory
  // has answered by then.
  std::optional<TokenId> find(std::string_view token, std::uint64_t hash) const;
  void prefetch(std::uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
  }
  // The second step, some time after prefetch() and before find(): the text that find() will compare.
  void prefetch_text(std::uint64_t hash) const {
    if (slots_.empty()) return;
    const Slot& slot = slots_[hash & (slots_.size() - 1)];
    if (slot.id != kAbsent && slot.hash == static_cast<std::uint32_t>(hash >> 32))
      __builtin_prefetch(arena_.data() + slot.start);
  }
  bool has(TokenId id) const { return id < spans_.size() && spans_[id].start != kAbsent; }
  // The token's string; empty where there is none.
  std::string_view token(TokenId id) const;
  // One more than the highest id.
  std::size_t id_limit() const { return spans_.size(); }
  std::size_t size() const { return count_; }

 private:
  static constexpr std::uint32_t kAbsent = UINT32_MAX;
  struct Slot {
    std::uint32_t id = kAbsent;
    std::uint32_t hash = 0;
    std::uint32_t start = 0;  // the token's text in the arena, so that a look-up need not go by its span
    std::uint32_t size = 0;
  };

  void grow(std::size_t slots);
  std::size_t slot_of(std::string_view token, std::uint64_t hash) const;
  std::string_view text_of(const Slot& slot) const {
    return std::string_view(arena_).substr(slot.start, slot.size);
  }

  std::string arena_;
  std::vector<ByteSpan> spans_;
  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

}  // namespace st
