#include "kernels/attention/attention_plan.h"

#include "base/check.h"
#include "kernels/few_tokens.h"

namespace st::kernels {
namespace {

// Enough items of one sequence that eight threads end at about the same time; more splits than that only
// cost merging. Counted a sequence, so that its sums don't depend on the company it is in.
constexpr std::int64_t kWantedItems = 32;
// Fewer keys than this aren't worth a split of their own.
constexpr std::int64_t kLeastKeysPerSplit = 512;

std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

// What the rows [first_row, first_row + n_rows) may see together.
KeyRange union_of_keys(const AttentionShape& shape, const AttentionMask& mask,
                       const AttentionExtent& extent, std::int64_t first_row, std::int64_t n_rows) {
  const std::int64_t first_token = first_row / shape.group();
  const std::int64_t last_token = (first_row + n_rows - 1) / shape.group();
  const KeyRange first = visible_keys(mask, extent.first_position + first_token, extent.n_keys);
  const KeyRange last = visible_keys(mask, extent.first_position + last_token, extent.n_keys);
  return {std::min(first.first, last.first), std::max(first.last, last.last)};
}

std::int64_t count_scores(const AttentionMask& mask, const AttentionExtent& extent) {
  std::int64_t n = 0;
  for (std::int64_t i = 0; i < extent.n_queries; ++i) {
    const KeyRange keys = visible_keys(mask, extent.first_position + i, extent.n_keys);
    n += keys.last - keys.first;
  }
  return n;
}

class Planner {
 public:
  Planner(const AttentionShape& shape, const AttentionMask& mask,
          std::span<const AttentionExtent> sequences)
      : shape_(shape), mask_(mask), sequences_(sequences) {}

  AttentionPlan plan() {
    for (std::size_t sequence = 0; sequence < sequences_.size(); ++sequence) add_sequence(sequence);
    std::stable_sort(
        plan_.items.begin(), plan_.items.end(), [](const AttentionItem& a, const AttentionItem& b) {
          return a.n_rows * (a.keys.last - a.keys.first) > b.n_rows * (b.keys.last - b.keys.first);
        });
    return std::move(plan_);
  }

 private:
  static constexpr std::int64_t kRowsPerItem = kRowPanel * kPanelsPerItem;

  std::int64_t rows_per_item(const AttentionExtent& extent) const {
    return extent.n_queries <= kFewTokens ? std::min(kRowsPerItem, shape_.group()) : kRowsPerItem;
  }

  std::int64_t splits_wanted(const AttentionExtent& extent) const {
    const std::int64_t n_together = extent.n_queries <= kFewTokens ? 1 : extent.n_queries;
    const std::int64_t n_tiles =
        divide_up(n_together * shape_.group(), rows_per_item(extent)) * shape_.n_kv_heads;
    return divide_up(kWantedItems, n_tiles);
  }

  void add_sequence(std::size_t sequence) {
    const AttentionExtent& extent = sequences_[sequence];
    plan_.n_scores += count_scores(mask_, extent) * shape_.n_heads;
    const std::int64_t n_rows = extent.n_queries * shape_.group();
    const std::int64_t most_rows = rows_per_item(extent);
    splits_wanted_ = splits_wanted(extent);
    for (std::int64_t kv_head = 0; kv_head < shape_.n_kv_heads; ++kv_head) {
      for (std::int64_t row = 0; row < n_rows; row += most_rows) {
        AttentionItem item;
        item.sequence = static_cast<std::int32_t>(sequence);
        item.kv_head = static_cast<std::int32_t>(kv_head);
        item.first_row = row;
        item.n_rows = std::min(most_rows, n_rows - row);
        item.keys = union_of_keys(shape_, mask_, extent, row, item.n_rows);
        add_tile(item);
      }
    }
  }

  // One item, or as many as its keys are worth.
  void add_tile(const AttentionItem& tile) {
    const std::int64_t first_tile = tile.keys.first / kKeyTile;
    const std::int64_t n_key_tiles = divide_up(tile.keys.last, kKeyTile) - first_tile;
    const std::int64_t most = n_key_tiles * kKeyTile / kLeastKeysPerSplit;
    const std::int64_t n_splits = std::max<std::int64_t>(1, std::min(splits_wanted_, most));
    if (n_splits == 1) {
      plan_.items.push_back(tile);
      return;
    }
    plan_.merges.push_back(
        {tile.sequence, tile.kv_head, tile.first_row, tile.n_rows, plan_.n_partial_rows, n_splits});
    for (std::int64_t split = 0; split < n_splits; ++split) {
      AttentionItem item = tile;
      const auto border = [&](std::int64_t s) {
        return (first_tile + n_key_tiles * s / n_splits) * kKeyTile;
      };
      item.keys = {std::max(tile.keys.first, border(split)), std::min(tile.keys.last, border(split + 1))};
      item.first_partial = plan_.n_partial_rows;
      plan_.n_partial_rows += tile.n_rows;
      plan_.items.push_back(item);
    }
  }

  AttentionShape shape_;
  AttentionMask mask_;
  std::span<const AttentionExtent> sequences_;
  std::int64_t splits_wanted_ = 1;
  AttentionPlan plan_;
};

}  // namespace

AttentionPlan plan_attention(const AttentionShape& shape, const AttentionMask& mask,
                             std::span<const AttentionExtent> sequences) {
  ST_CHECK(shape.n_kv_heads > 0 && shape.n_heads > 0 && shape.n_heads % shape.n_kv_heads == 0);
  ST_CHECK(mask.window_tokens == 0 || mask.prefix_tokens == 0);
  return Planner(shape, mask, sequences).plan();
}

}  // namespace st::kernels
