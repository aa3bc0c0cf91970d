#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "kernels/attention/kv_view.h"
#include "kernels/kernel_context.h"
#include "kv/kv_layout.h"
#include "kv/page_pool.h"

namespace st {

class KvLease;

// The keys and values of many sequences, in pages of page_tokens tokens that cover all layers. Sequences
// with the same start may share pages; a page is written by one holder only, so that the first to append
// after a shared start gets a copy. All memory is reserved at once; the system hands it out as pages are
// first written.
//
// Thread rule: leases are made, grown, forked and dropped on one thread; write and view for different
// layers or sequences may run at the same time. The cache must outlive its leases.
class KvCache {
 public:
  // kModel for a layout that can't be (check_layout), kResources where the memory is not to be had, with
  // the numbers.
  static Result<std::unique_ptr<KvCache>> create(const KvLayout& layout, std::int64_t capacity_tokens);
  ~KvCache();
  KvCache(const KvCache&) = delete;
  KvCache& operator=(const KvCache&) = delete;

  const KvLayout& layout() const { return layout_; }
  std::int64_t capacity_tokens() const { return pool_.n_pages() * layout_.page_tokens; }
  std::int64_t free_tokens() const {
    return pool_.n_free() * layout_.page_tokens;
  }  // in pages that no one holds
  std::int64_t memory_bytes() const { return pool_.n_pages() * layout_.page_bytes(); }
  std::int64_t used_bytes() const { return (pool_.n_pages() - pool_.n_free()) * layout_.page_bytes(); }

  // An empty sequence.
  KvLease lease();
  // A sequence that begins with these full pages, which it shares with whoever holds them
  // (PrefixIndex::match).
  KvLease lease(std::span<const PageId> shared_pages);

  PagePool& pages() { return pool_; }

  // Asked for a page when none is free: frees at least one (PrefixIndex::evict) and returns true, or
  // returns false.
  void set_reclaimer(std::function<bool()> reclaimer) { reclaimer_ = std::move(reclaimer); }

 private:
  friend class KvLease;
  KvCache(const KvLayout& layout, std::int64_t n_pages, std::byte* memory);

  Result<PageId> take_page();
  void copy_page(PageId from, PageId to);
  std::byte* row(bool is_key, std::int64_t layer, PageId page, std::int64_t kv_head, std::int64_t place);
  kernels::KvRows rows_of(bool is_key, std::int64_t layer) const;

  KvLayout layout_;
  std::byte* memory_ = nullptr;
  std::int64_t key_row_bytes_ = 0;
  std::int64_t value_row_bytes_ = 0;
  PagePool pool_;
  std::function<bool()> reclaimer_;
};

// One sequence's hold on its pages; gives them back when it goes. Moved, not copied: fork() shares.
class KvLease {
 public:
  KvLease(KvLease&& other) noexcept;
  KvLease& operator=(KvLease&& other) noexcept;
  ~KvLease();

  std::int64_t n_tokens() const { return n_tokens_; }
  std::span<const PageId> pages() const { return pages_; }

  // Makes room for n more tokens at the end, to be filled by write. kResources where no page is free, with
  // the numbers; then nothing has changed.
  Status grow(std::int64_t n_new_tokens);
  // Forgets what stands behind the first n_tokens (a draft that was refused, a turn that was taken back).
  void truncate(std::int64_t n_tokens);
  // A second sequence with the same content; the two share pages until one writes.
  KvLease fork() const;

  // Stores one layer's keys and values of tokens [first_token, first_token + n), which grow has made room
  // for. keys and values: [n, n_kv_heads, head_dim].
  void write(const kernels::KernelContext& context, std::int64_t layer, std::int64_t first_token,
             std::span<const float> keys, std::span<const float> values);

  // One layer as attention reads it; valid until this lease changes.
  kernels::KvView view(std::int64_t layer) const;

  // What is stored for one token and head, as f32: [head_dim]. For tests and for moving a sequence
  // elsewhere.
  std::vector<float> read_key(std::int64_t layer, std::int64_t token, std::int64_t kv_head) const;
  std::vector<float> read_value(std::int64_t layer, std::int64_t token, std::int64_t kv_head) const;

 private:
  friend class KvCache;
  explicit KvLease(KvCache* cache) : cache_(cache) {}
  void give_back(std::size_t keep_pages);
  std::vector<float> read(bool is_key, std::int64_t layer, std::int64_t token, std::int64_t kv_head) const;

  KvCache* cache_ = nullptr;
  std::vector<PageId> pages_;
  std::int64_t n_tokens_ = 0;
};

}  // namespace st
