#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace st {

using PageId = std::uint32_t;

// Which pages of a cache are in use and by how many: counts, no memory. Thread rule: one thread.
class PagePool {
 public:
  explicit PagePool(std::int64_t n_pages);

  std::int64_t n_pages() const { return static_cast<std::int64_t>(counts_.size()); }
  std::int64_t n_free() const { return static_cast<std::int64_t>(free_.size()); }

  // A page with one holder; nothing where all are in use. The page given back last comes first: it is warm.
  std::optional<PageId> take();
  void hold(PageId page);     // one holder more; the page has one
  void release(PageId page);  // one holder less; the last one frees it
  std::int64_t holders(PageId page) const { return counts_[page]; }

 private:
  std::vector<std::int32_t> counts_;
  std::vector<PageId> free_;
};

}  // namespace st
