#include "kv/page_pool.h"

#include "base/check.h"

namespace st {

PagePool::PagePool(std::int64_t n_pages) : counts_(static_cast<std::size_t>(n_pages), 0) {
  free_.reserve(counts_.size());
  for (std::size_t i = counts_.size(); i > 0; --i) free_.push_back(static_cast<PageId>(i - 1));
}

std::optional<PageId> PagePool::take() {
  if (free_.empty()) return std::nullopt;
  const PageId page = free_.back();
  free_.pop_back();
  counts_[page] = 1;
  return page;
}

void PagePool::hold(PageId page) {
  ST_CHECK(counts_[page] > 0);
  ++counts_[page];
}

void PagePool::release(PageId page) {
  ST_CHECK(counts_[page] > 0);
  if (--counts_[page] == 0) free_.push_back(page);
}

}  // namespace st
