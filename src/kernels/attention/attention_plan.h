#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/attention/attention_mask.h"

namespace st::kernels {

struct AttentionShape {
  std::int64_t n_heads = 0;
  std::int64_t n_kv_heads = 0;  // divides n_heads: multi-head (equal), grouped-query, multi-query (1)
  std::int64_t head_dim = 0;    // 8 to 256, a multiple of 8

  std::int64_t group() const { return n_heads / n_kv_heads; }
};

// How long a sequence is in this call. Query i stands at position first_position + i; key t at position t.
struct AttentionExtent {
  std::int64_t n_queries = 0;
  std::int64_t first_position = 0;
  std::int64_t n_keys = 0;
};

// A query row is one token's query of one head. The rows of one KV head are numbered token * group + head
// in group, so that the heads that share keys share their tiles.
struct AttentionItem {
  std::int32_t sequence = 0;
  std::int32_t kv_head = 0;
  std::int64_t first_row = 0;
  std::int64_t n_rows = 0;
  KeyRange keys;  // the union of what the rows may see, or a split of it
  std::int64_t first_partial =
      -1;  // where its unfinished rows go in the work space; -1: straight to the output
};

// Rows whose keys were split: partials first_partial + split * n_rows + row, for splits 0 to n_splits - 1,
// are added up in this order.
struct AttentionMerge {
  std::int32_t sequence = 0;
  std::int32_t kv_head = 0;
  std::int64_t first_row = 0;
  std::int64_t n_rows = 0;
  std::int64_t first_partial = 0;
  std::int64_t n_splits = 0;
};

// Who does what in one attention call: from the shapes alone, so the same on every machine, with any number
// of threads, and for all layers that share mask and shape. Largest items first.
struct AttentionPlan {
  std::vector<AttentionItem> items;
  std::vector<AttentionMerge> merges;
  std::int64_t n_partial_rows = 0;
  std::int64_t n_scores = 0;  // query-key pairs that the mask lets through, over all heads
};

// Keys are taken by tiles of so many; an item's first key is a multiple of it, unless the mask's window
// begins later.
inline constexpr std::int64_t kKeyTile = 64;
// Query rows are taken by panels of so many (three vectors of AVX-512), up to four panels an item.
inline constexpr std::int64_t kRowPanel = 48;
inline constexpr std::int64_t kPanelsPerItem = 4;

AttentionPlan plan_attention(const AttentionShape& shape, const AttentionMask& mask,
                             std::span<const AttentionExtent> sequences);

}  // namespace st::kernels
