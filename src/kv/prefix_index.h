#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "kv/kv_cache.h"

namespace st {

// Remembers which full pages of a cache hold which beginnings of prompts, so that a second prompt with the
// same start pays only for the rest. A tree of pages, compared by their tokens, never by a hash alone; it
// holds its pages until it is told to evict. Thread rule: that of the cache's leases. The cache must
// outlive the index.
class PrefixIndex {
 public:
  explicit PrefixIndex(KvCache& cache) : cache_(cache) {}
  ~PrefixIndex() { clear(); }
  PrefixIndex(const PrefixIndex&) = delete;
  PrefixIndex& operator=(const PrefixIndex&) = delete;

  // The pages of the longest known beginning of `tokens`, full pages only; for KvCache::lease. An engine
  // that needs the last token's logits asks with all tokens but the last. The pages count as just used.
  std::vector<PageId> match(std::span<const std::int32_t> tokens);

  // Keeps the full pages of a sequence: pages[i] holds tokens [i * page_tokens, (i + 1) * page_tokens).
  // Beginnings that are known already keep their old pages.
  void insert(std::span<const std::int32_t> tokens, std::span<const PageId> pages);

  // Forgets up to n_pages pages that no sequence uses, those least recently used first and the ends of
  // beginnings before what they continue. Returns how many became free.
  std::int64_t evict(std::int64_t n_pages);
  void clear();

  std::int64_t n_pages() const { return static_cast<std::int64_t>(nodes_.size()); }

 private:
  using NodeId = std::uint64_t;
  static constexpr NodeId kRoot = 0;
  // The page that continues a node with these tokens.
  using Key = std::pair<NodeId, std::vector<std::int32_t>>;
  struct Node {
    NodeId id = kRoot;
    PageId page = 0;
    std::int64_t n_children = 0;
    std::uint64_t last_used = 0;
  };
  using Nodes = std::map<Key, Node>;

  Key key_of(NodeId parent, std::span<const std::int32_t> tokens, std::int64_t page) const;
  void forget(Nodes::iterator node);
  Nodes::iterator oldest_unused_leaf();

  KvCache& cache_;
  Nodes nodes_;
  std::map<NodeId, Nodes::iterator> by_id_;
  NodeId next_id_ = kRoot + 1;
  std::uint64_t clock_ = 0;
};

}  // namespace st
