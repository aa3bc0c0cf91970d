#include "kv/prefix_index.h"

#include "base/check.h"

namespace st {

PrefixIndex::Key PrefixIndex::key_of(NodeId parent, std::span<const std::int32_t> tokens,
                                     std::int64_t page) const {
  const std::size_t page_tokens = static_cast<std::size_t>(cache_.layout().page_tokens);
  const auto block = tokens.subspan(static_cast<std::size_t>(page) * page_tokens, page_tokens);
  return {parent, std::vector<std::int32_t>(block.begin(), block.end())};
}

std::vector<PageId> PrefixIndex::match(std::span<const std::int32_t> tokens) {
  std::vector<PageId> pages;
  ++clock_;
  NodeId parent = kRoot;
  const std::int64_t n_full = static_cast<std::int64_t>(tokens.size()) / cache_.layout().page_tokens;
  for (std::int64_t page = 0; page < n_full; ++page) {
    const auto found = nodes_.find(key_of(parent, tokens, page));
    if (found == nodes_.end()) break;
    found->second.last_used = clock_;
    pages.push_back(found->second.page);
    parent = found->second.id;
  }
  return pages;
}

void PrefixIndex::insert(std::span<const std::int32_t> tokens, std::span<const PageId> pages) {
  ++clock_;
  NodeId parent = kRoot;
  const std::int64_t n_full = static_cast<std::int64_t>(tokens.size()) / cache_.layout().page_tokens;
  ST_CHECK(static_cast<std::int64_t>(pages.size()) >= n_full);
  for (std::int64_t page = 0; page < n_full; ++page) {
    const auto [node, is_new] = nodes_.try_emplace(key_of(parent, tokens, page));
    node->second.last_used = clock_;
    if (is_new) {
      node->second.id = next_id_++;
      node->second.page = pages[static_cast<std::size_t>(page)];
      cache_.pages().hold(node->second.page);
      by_id_.emplace(node->second.id, node);
      if (parent != kRoot) ++by_id_.at(parent)->second.n_children;
    }
    parent = node->second.id;
  }
}

PrefixIndex::Nodes::iterator PrefixIndex::oldest_unused_leaf() {
  auto oldest = nodes_.end();
  for (auto node = nodes_.begin(); node != nodes_.end(); ++node) {
    if (node->second.n_children > 0 || cache_.pages().holders(node->second.page) > 1) continue;
    if (oldest == nodes_.end() || node->second.last_used < oldest->second.last_used) oldest = node;
  }
  return oldest;
}

void PrefixIndex::forget(Nodes::iterator node) {
  const NodeId parent = node->first.first;
  if (parent != kRoot) --by_id_.at(parent)->second.n_children;
  cache_.pages().release(node->second.page);
  by_id_.erase(node->second.id);
  nodes_.erase(node);
}

std::int64_t PrefixIndex::evict(std::int64_t n_pages) {
  std::int64_t freed = 0;
  for (; freed < n_pages; ++freed) {
    const auto oldest = oldest_unused_leaf();
    if (oldest == nodes_.end()) break;
    forget(oldest);
  }
  return freed;
}

void PrefixIndex::clear() {
  for (const auto& [key, node] : nodes_) cache_.pages().release(node.page);
  nodes_.clear();
  by_id_.clear();
}

}  // namespace st
