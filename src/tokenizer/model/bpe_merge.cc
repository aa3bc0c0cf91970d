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
  WindowMerger(const MergeTable& merges, std::size_t count, const FillWindow& fill, TokenColumns into,
               MergeWindow window)
      : merger_(merges),
        count_(count),
        fill_(fill),
        done_(into),
        before_(into.ids.size()),
        size_(window.symbols),
        least_overlap_(window.overlap) {}

  void run() {
    std::size_t overlap = least_overlap_;
    while (done_symbols_ < count_) {
      const std::size_t begin = step_back(overlap);
      const std::size_t end = std::min(std::max(begin, done_symbols_) + size_, count_);
      window_.clear();
      fill_(begin, end, window_);
      merger_.run(window_);
      if (joins()) {
        take_window();
        done_symbols_ = end;
        overlap = least_overlap_;
      } else {
        overlap *= 2;
        size_ = std::max(size_, overlap);
      }
    }
  }

 private:
  // Chooses the token that the next window starts with, `overlap` symbols or more before the end of what is
  // done; its first symbol.
  std::size_t step_back(std::size_t overlap) {
    kept_ = before_;
    if (done_symbols_ <= overlap) return 0;
    const auto target = static_cast<std::uint32_t>(done_symbols_ - overlap);
    const auto after = std::upper_bound(
        done_.spans.begin() + static_cast<std::ptrdiff_t>(before_), done_.spans.end(), target,
        [](std::uint32_t place, const ByteSpan& span) { return place < span.start; });
    kept_ = static_cast<std::size_t>(after - done_.spans.begin()) - 1;
    return done_.spans[kept_].start;
  }

  bool joins() const {
    return kept_ == before_ ||
           (window_.front().id == done_.ids[kept_] && window_.front().size == done_.spans[kept_].size());
  }

  void take_window() {
    done_.ids.resize(kept_);
    done_.spans.resize(kept_);
    for (const Bpe::Symbol& symbol : window_)
      done_.push({symbol.id, symbol.start, symbol.start + symbol.size});
  }

  LinkedMerger merger_;
  std::size_t count_;
  const FillWindow& fill_;
  TokenColumns done_;
  std::size_t before_;  // tokens of other words
  std::size_t size_;
  std::size_t least_overlap_;
  std::vector<Bpe::Symbol> window_;
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

void merge_windows(const MergeTable& merges, std::size_t count, const FillWindow& fill, TokenColumns into,
                   MergeWindow window) {
  WindowMerger(merges, count, fill, into, window).run();
}

void merge_long(const MergeTable& merges, std::vector<Bpe::Symbol>& symbols, MergeWindow window) {
  if (symbols.size() <= window.symbols) return LinkedMerger(merges).run(symbols);
  std::vector<TokenId> ids;
  std::vector<ByteSpan> spans;
  const FillWindow fill = [&](std::size_t begin, std::size_t end, std::vector<Bpe::Symbol>& part) {
    for (std::size_t i = begin; i < end; ++i)
      part.push_back({symbols[i].id, static_cast<std::uint32_t>(i), 1});
  };
  merge_windows(merges, symbols.size(), fill, {ids, spans}, window);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto [start, end] = spans[i];
    Bpe::Symbol whole{ids[i], symbols[start].start, 0};
    for (std::uint32_t at = start; at < end; ++at) whole.size += symbols[at].size;
    symbols[i] = whole;
  }
  symbols.resize(ids.size());
}

}  // namespace st
