#include "tokenizer/model/byte_trie.h"

#include <bit>

#include "base/check.h"

namespace st {
namespace {

constexpr std::size_t kMostNodes = (1u << 24) - 1;

}  // namespace

ByteTrie::ByteTrie() : first_(256, kNone), values_(1, kNone) {
  grow(64);
}

void ByteTrie::reserve(std::size_t bytes) {
  values_.reserve(bytes + 1);
  grow(std::bit_ceil(bytes * 3 / 2 + 64));
}

void ByteTrie::grow(std::size_t slots) {
  if (slots <= edges_.size()) return;
  std::vector<Edge> old(slots);
  old.swap(edges_);
  mask_ = slots - 1;
  for (const Edge& edge : old) {
    if (edge.child == 0) continue;
    std::size_t at = slot(std::uint64_t{edge.node} << 8 | edge.byte);
    while (edges_[at].child != 0) at = (at + 1) & mask_;
    edges_[at] = edge;
  }
}

std::uint32_t ByteTrie::child_or_new(std::uint32_t node, unsigned char byte) {
  const std::uint32_t found = step(node, byte);
  if (found != kNone) return found;
  // Readers bound their vocabularies below this; 24 bits hold a child.
  ST_CHECK(values_.size() < kMostNodes);
  const auto child = static_cast<std::uint32_t>(values_.size());
  values_.push_back(kNone);
  if (node == kRoot) {
    first_[byte] = child;
    return child;
  }
  if ((used_ + 1) * 3 > edges_.size() * 2) grow(edges_.size() * 2);
  ++used_;
  std::size_t at = slot(std::uint64_t{node} << 8 | byte);
  while (edges_[at].child != 0) at = (at + 1) & mask_;
  edges_[at].node = node;
  edges_[at].child = child & 0xFFFFFF;
  edges_[at].byte = byte;
  return child;
}

void ByteTrie::add(std::string_view key, std::uint32_t value) {
  if (key.empty()) return;
  std::uint32_t node = kRoot;
  for (const char byte : key) node = child_or_new(node, static_cast<unsigned char>(byte));
  values_[node] = value;
}

ByteTrie::Match ByteTrie::longest(std::string_view text, std::size_t at) const {
  Match best;
  std::uint32_t node = kRoot;
  for (std::size_t i = at; i < text.size(); ++i) {
    node = step(node, static_cast<unsigned char>(text[i]));
    if (node == kNone) break;
    if (values_[node] != kNone) best = {values_[node], static_cast<std::uint32_t>(i + 1 - at)};
  }
  return best;
}

}  // namespace st
