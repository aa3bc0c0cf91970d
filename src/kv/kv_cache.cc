#include "kv/kv_cache.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <cstring>
#include <utility>

#include "base/check.h"
#include "quant/quant_format.h"

namespace st {

Result<std::unique_ptr<KvCache>> KvCache::create(const KvLayout& layout, std::int64_t capacity_tokens) {
  ST_RETURN_IF_ERROR(check_layout(layout));
  if (capacity_tokens <= 0) return model_error("KV cache: the capacity must be above zero tokens");
  const std::int64_t n_pages = (capacity_tokens + layout.page_tokens - 1) / layout.page_tokens;
  std::int64_t n_bytes = 0;
  if (__builtin_mul_overflow(n_pages, layout.page_bytes(), &n_bytes)) {
    return resource_error(
        fmt::format("KV cache: {} tokens are more than any memory holds", capacity_tokens));
  }
  void* memory = mmap(nullptr, static_cast<std::size_t>(n_bytes), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return resource_error(fmt::format(
        "KV cache: no memory for {} tokens ({} bytes); use a shorter context or a smaller KV type",
        capacity_tokens, n_bytes));
  }
  return std::unique_ptr<KvCache>(new KvCache(layout, n_pages, static_cast<std::byte*>(memory)));
}

KvCache::KvCache(const KvLayout& layout, std::int64_t n_pages, std::byte* memory)
    : layout_(layout),
      memory_(memory),
      key_row_bytes_(kernels::kv_row_bytes(layout.key_type, layout.head_dim)),
      value_row_bytes_(kernels::kv_row_bytes(layout.value_type, layout.head_dim)),
      pool_(n_pages) {}

KvCache::~KvCache() {
  munmap(memory_, static_cast<std::size_t>(memory_bytes()));
}

// A page holds, layer by layer, keys [n_kv_heads, page_tokens, head_dim] and then values: a head's rows lie
// side by side.
kernels::KvRows KvCache::rows_of(bool is_key, std::int64_t layer) const {
  const std::int64_t head_rows = layout_.n_kv_heads * layout_.page_tokens;
  const std::int64_t row_bytes = is_key ? key_row_bytes_ : value_row_bytes_;
  const std::int64_t layer_bytes = head_rows * (key_row_bytes_ + value_row_bytes_);
  kernels::KvRows rows;
  rows.type = is_key ? layout_.key_type : layout_.value_type;
  rows.base = memory_ + layer * layer_bytes + (is_key ? 0 : head_rows * key_row_bytes_);
  rows.page_stride_bytes = layout_.page_bytes();
  rows.head_stride_bytes = layout_.page_tokens * row_bytes;
  rows.token_stride_bytes = row_bytes;
  return rows;
}

std::byte* KvCache::row(bool is_key, std::int64_t layer, PageId page, std::int64_t kv_head,
                        std::int64_t place) {
  const kernels::KvRows rows = rows_of(is_key, layer);
  return const_cast<std::byte*>(rows.base) + page * rows.page_stride_bytes +
         kv_head * rows.head_stride_bytes + place * rows.token_stride_bytes;
}

Result<PageId> KvCache::take_page() {
  std::optional<PageId> page = pool_.take();
  while (!page && reclaimer_ && reclaimer_()) page = pool_.take();
  if (page) return *page;
  return resource_error(fmt::format(
      "KV cache: all {} tokens are in use; shorten the context, end a sequence or make the cache larger",
      capacity_tokens()));
}

void KvCache::copy_page(PageId from, PageId to) {
  const std::size_t n_bytes = static_cast<std::size_t>(layout_.page_bytes());
  std::memcpy(memory_ + to * n_bytes, memory_ + from * n_bytes, n_bytes);
}

KvLease KvCache::lease() {
  return KvLease(this);
}

KvLease KvCache::lease(std::span<const PageId> shared_pages) {
  KvLease lease(this);
  for (const PageId page : shared_pages) {
    pool_.hold(page);
    lease.pages_.push_back(page);
  }
  lease.n_tokens_ = static_cast<std::int64_t>(shared_pages.size()) * layout_.page_tokens;
  return lease;
}

KvLease::KvLease(KvLease&& other) noexcept
    : cache_(std::exchange(other.cache_, nullptr)),
      pages_(std::exchange(other.pages_, {})),
      n_tokens_(std::exchange(other.n_tokens_, 0)) {}

KvLease& KvLease::operator=(KvLease&& other) noexcept {
  if (this != &other) {
    give_back(0);
    cache_ = std::exchange(other.cache_, nullptr);
    pages_ = std::exchange(other.pages_, {});
    n_tokens_ = std::exchange(other.n_tokens_, 0);
  }
  return *this;
}

KvLease::~KvLease() {
  give_back(0);
}

// Last page first, so that the next sequence gets them in the order in which this one had them.
void KvLease::give_back(std::size_t keep_pages) {
  while (pages_.size() > keep_pages) {
    cache_->pool_.release(pages_.back());
    pages_.pop_back();
  }
}

Status KvLease::grow(std::int64_t n_new_tokens) {
  ST_CHECK(n_new_tokens >= 0);
  const std::int64_t page_tokens = cache_->layout_.page_tokens;
  const std::size_t pages_before = pages_.size();
  const bool writes_into_last = n_new_tokens > 0 && n_tokens_ % page_tokens != 0;
  if (writes_into_last && cache_->pool_.holders(pages_.back()) > 1) {
    ST_ASSIGN_OR_RETURN(const PageId copy, cache_->take_page());
    cache_->copy_page(pages_.back(), copy);
    cache_->pool_.release(std::exchange(pages_.back(), copy));
  }
  while (static_cast<std::int64_t>(pages_.size()) * page_tokens < n_tokens_ + n_new_tokens) {
    Result<PageId> page = cache_->take_page();
    if (!page.ok()) {
      give_back(pages_before);
      return page.error().in(fmt::format("{} more tokens after {}", n_new_tokens, n_tokens_));
    }
    pages_.push_back(*page);
  }
  n_tokens_ += n_new_tokens;
  return {};
}

void KvLease::truncate(std::int64_t n_tokens) {
  ST_CHECK(n_tokens >= 0 && n_tokens <= n_tokens_);
  const std::int64_t page_tokens = cache_->layout_.page_tokens;
  give_back(static_cast<std::size_t>((n_tokens + page_tokens - 1) / page_tokens));
  n_tokens_ = n_tokens;
}

KvLease KvLease::fork() const {
  KvLease second(cache_);
  for (const PageId page : pages_) cache_->pool_.hold(page);
  second.pages_ = pages_;
  second.n_tokens_ = n_tokens_;
  return second;
}

void KvLease::write(const kernels::KernelContext& context, std::int64_t layer, std::int64_t first_token,
                    std::span<const float> keys, std::span<const float> values) {
  const KvLayout& layout = cache_->layout_;
  const std::int64_t token_values = layout.n_kv_heads * layout.head_dim;
  const std::int64_t n = static_cast<std::int64_t>(keys.size()) / token_values;
  ST_CHECK(keys.size() == values.size() && static_cast<std::int64_t>(keys.size()) == n * token_values);
  ST_CHECK(layer >= 0 && layer < layout.n_layers && first_token >= 0 && first_token + n <= n_tokens_);
  const QuantFormat* key_format = find_quant_format(layout.key_type);
  const QuantFormat* value_format = find_quant_format(layout.value_type);
  const std::size_t head_dim = static_cast<std::size_t>(layout.head_dim);
  kernels::for_row_parts(context, n, 2 * token_values, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i) {
      const PageId page = pages_[static_cast<std::size_t>((first_token + i) / layout.page_tokens)];
      ST_CHECK(cache_->pool_.holders(page) == 1);
      const std::int64_t place = (first_token + i) % layout.page_tokens;
      for (std::int64_t head = 0; head < layout.n_kv_heads; ++head) {
        const std::size_t from = static_cast<std::size_t>(i * token_values + head * layout.head_dim);
        key_format->encode(keys.data() + from, head_dim, cache_->row(true, layer, page, head, place));
        value_format->encode(values.data() + from, head_dim, cache_->row(false, layer, page, head, place));
      }
    }
  });
}

kernels::KvView KvLease::view(std::int64_t layer) const {
  kernels::KvView view;
  view.keys = cache_->rows_of(true, layer);
  view.values = cache_->rows_of(false, layer);
  view.pages = pages_;
  view.page_tokens = cache_->layout_.page_tokens;
  view.n_tokens = n_tokens_;
  return view;
}

std::vector<float> KvLease::read(bool is_key, std::int64_t layer, std::int64_t token,
                                 std::int64_t kv_head) const {
  const KvLayout& layout = cache_->layout_;
  ST_CHECK(token >= 0 && token < n_tokens_ && kv_head >= 0 && kv_head < layout.n_kv_heads);
  const PageId page = pages_[static_cast<std::size_t>(token / layout.page_tokens)];
  std::vector<float> values(static_cast<std::size_t>(layout.head_dim));
  const QuantFormat* format = find_quant_format(is_key ? layout.key_type : layout.value_type);
  format->decode(cache_->row(is_key, layer, page, kv_head, token % layout.page_tokens), values.size(),
                 values.data());
  return values;
}

std::vector<float> KvLease::read_key(std::int64_t layer, std::int64_t token, std::int64_t kv_head) const {
  return read(true, layer, token, kv_head);
}
std::vector<float> KvLease::read_value(std::int64_t layer, std::int64_t token, std::int64_t kv_head) const {
  return read(false, layer, token, kv_head);
}

}  // namespace st
