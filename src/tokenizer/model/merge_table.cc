#include "tokenizer/model/merge_table.h"

#include <bit>

namespace st {

void MergeTable::reserve(std::size_t count) {
  grow(std::bit_ceil(count * 3 / 2 + 16));
}

void MergeTable::grow(std::size_t slots) {
  if (slots <= entries_.size()) return;
  std::vector<Entry> old(slots);
  old.swap(entries_);
  mask_ = slots - 1;
  for (const Entry& entry : old) {
    if (entry.key == kFree) continue;
    std::size_t at = slot(entry.key);
    while (entries_[at].key != kFree) at = (at + 1) & mask_;
    entries_[at] = entry;
  }
}

void MergeTable::add(TokenId left, TokenId right, Merge merge) {
  if ((used_ + 1) * 3 > entries_.size() * 2) grow(entries_.size() * 2);
  const std::uint64_t key = std::uint64_t{left} << 32 | right;
  std::size_t at = slot(key);
  while (entries_[at].key != kFree && entries_[at].key != key) at = (at + 1) & mask_;
  if (entries_[at].key == key) {
    if (merge.rank < entries_[at].merge.rank) entries_[at].merge = merge;
    return;
  }
  entries_[at] = {key, merge};
  ++used_;
}

}  // namespace st
