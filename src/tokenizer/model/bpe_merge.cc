#include "tokenizer/model/bpe_merge.h"

#include <algorithm>
#include <functional>

namespace st {
namespace {

constexpr std::uint32_t kNoNeighbour = UINT32_MAX;

// A pair that may merge. It is out of date once either side has grown.
struct Candidate {
  std::uint64_t order;  // rank, then the left symbol's index
  std::uint32_t size;   // of both sides together
  TokenId merged;

  std::uint32_t left() const { return static_cast<std::uint32_t>(order); }
  bool operator>(const Candidate& other) const { return order > other.order; }
};

// A heap of candidates over a linked list of symbols. Kept from window to window for its memory.
class LinkedMerger {
 public:
  explicit LinkedMerger(const MergeTable& merges) : merges_(merges) {}

  void run(std::vector<Bpe::Symbol>& symbols) {
    symbols_ = symbols.data();
    link(static_cast<std::uint32_t>(symbols.size()));
    while (!heap_.empty()) {
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      const Candidate best = heap_.back();
      heap_.pop_back();
      if (is_current(best)) apply(best);
    }
    std::erase_if(symbols, [](const Bpe::Symbol& symbol) { return symbol.size == 0; });
  }

 private:
  struct Links {
    std::uint32_t previous;
    std::uint32_t next;
  };

  void link(std::uint32_t count) {
    links_.resize(count);
    heap_.clear();
    for (std::uint32_t i = 0; i < count; ++i) {
      links_[i] = {i == 0 ? kNoNeighbour : i - 1, i + 1 == count ? kNoNeighbour : i + 1};
      if (i + 1 < count) consider(i);
    }
    std::make_heap(heap_.begin(), heap_.end(), std::greater<>());
  }

  bool consider(std::uint32_t left) {
    const Bpe::Symbol& a = symbols_[left];
    const Bpe::Symbol& b = symbols_[links_[left].next];
    const Merge merge = merges_.find(a.id, b.id);
    if (merge.rank == UINT32_MAX) return false;
    heap_.push_back({std::uint64_t{merge.rank} << 32 | left, a.size + b.size, merge.merged});
    return true;
  }

  void push(std::uint32_t left) {
    if (consider(left)) std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }

  bool is_current(const Candidate& candidate) const {
    const Bpe::Symbol& left = symbols_[candidate.left()];
    const std::uint32_t next = links_[candidate.left()].next;
    return left.size != 0 && next != kNoNeighbour && left.size + symbols_[next].size == candidate.size;
  }

  void apply(const Candidate& merge) {
    const std::uint32_t at = merge.left();
    const std::uint32_t gone = links_[at].next;
    symbols_[at].id = merge.merged;
    symbols_[at].size = merge.size;
    symbols_[gone].size = 0;
    links_[at].next = links_[gone].next;
    if (links_[at].next != kNoNeighbour) {
      links_[links_[at].next].previous = at;
      push(at);
    }
    if (links_[at].previous != kNoNeighbour) push(links_[at].previous);
  }

  const MergeTable& merges_;
  Bpe::Symbol* symbols_ = nullptr;
  std::vector<Links> links_;
  std::vector<Candidate> heap_;
};

class WindowMerger {
 public:
  WindowMerger(const MergeTable& merges, const std::vector<Bpe::Symbol>& symbols, MergeWindow window)
      : merger_(merges), symbols_(symbols), size_(window.symbols), least_overlap_(window.overlap) {}

  std::vector<Bpe::Symbol> run() {
    std::size_t overlap = least_overlap_;
    while (done_symbols_ < symbols_.size()) {
      const std::size_t begin = step_back(overlap);
      const std::size_t end = std::min(std::max(begin, done_symbols_) + size_, symbols_.size());
      window_.assign(symbols_.begin() + static_cast<std::ptrdiff_t>(begin),
                     symbols_.begin() + static_cast<std::ptrdiff_t>(end));
      merger_.run(window_);
      if (joins()) {
        done_.resize(kept_);
        done_.insert(done_.end(), window_.begin(), window_.end());
        done_symbols_ = end;
        overlap = least_overlap_;
      } else {
        overlap *= 2;
        size_ = std::max(size_, overlap);
      }
    }
    return std::move(done_);
  }

 private:
  // Chooses the token that the next window starts with, `overlap` symbols or more before the end of what is
  // done; the index of its first symbol.
  std::size_t step_back(std::size_t overlap) {
    kept_ = 0;
    if (done_symbols_ <= overlap) return 0;
    const auto by_start = [](const Bpe::Symbol& a, const Bpe::Symbol& b) { return a.start < b.start; };
    const Bpe::Symbol& target = symbols_[done_symbols_ - overlap];
    const auto after = std::upper_bound(done_.begin(), done_.end(), target, by_start);
    kept_ = static_cast<std::size_t>(after - done_.begin()) - 1;
    const auto first = std::lower_bound(symbols_.begin(), symbols_.end(), done_[kept_], by_start);
    return static_cast<std::size_t>(first - symbols_.begin());
  }

  bool joins() const {
    return kept_ == 0 ||
           (window_.front().id == done_[kept_].id && window_.front().size == done_[kept_].size);
  }

  LinkedMerger merger_;
  const std::vector<Bpe::Symbol>& symbols_;
  std::size_t size_;
  std::size_t least_overlap_;
  std::vector<Bpe::Symbol> window_;
  std::vector<Bpe::Symbol> done_;
  std::size_t done_symbols_ = 0;
  std::size_t kept_ = 0;
};

}  // namespace

void merge_short(const MergeTable& merges, std::vector<Bpe::Symbol>& symbols) {
  thread_local std::vector<Merge> pairs;
  std::size_t count = symbols.size();
  pairs.resize(std::max(pairs.size(), count));
  for (std::size_t i = 0; i + 1 < count; ++i) pairs[i] = merges.find(symbols[i].id, symbols[i + 1].id);
  while (count > 1) {
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < count; ++i) {
      if (pairs[i].rank < pairs[best].rank) best = i;
    }
    if (pairs[best].rank == UINT32_MAX) break;
    symbols[best].id = pairs[best].merged;
    symbols[best].size += symbols[best + 1].size;
    for (std::size_t i = best + 1; i + 1 < count; ++i) {
      symbols[i] = symbols[i + 1];
      pairs[i] = pairs[i + 1];
    }
    --count;
    if (best + 1 < count) pairs[best] = merges.find(symbols[best].id, symbols[best + 1].id);
    if (best > 0) pairs[best - 1] = merges.find(symbols[best - 1].id, symbols[best].id);
  }
  symbols.resize(count);
}

void merge_long(const MergeTable& merges, std::vector<Bpe::Symbol>& symbols, MergeWindow window) {
  if (symbols.size() <= window.symbols) return LinkedMerger(merges).run(symbols);
  symbols = WindowMerger(merges, symbols, window).run();
}

}  // namespace st
