#include "tokenizer/model/bpe_merge.h"

#include <algorithm>
#include <queue>

namespace st {
namespace {

constexpr std::uint32_t kNoNeighbour = UINT32_MAX;

// A pair that may merge. It is out of date once either side has grown.
struct Candidate {
  std::uint32_t rank;
  std::uint32_t left;
  std::uint32_t size;  // of both sides together
  TokenId merged;

  bool operator>(const Candidate& other) const {
    return rank != other.rank ? rank > other.rank : left > other.left;
  }
};

class LinkedMerger {
 public:
  LinkedMerger(const MergeTable& merges, std::vector<Bpe::Symbol>& symbols)
      : merges_(merges), symbols_(symbols), links_(symbols.size()) {
    const auto count = static_cast<std::uint32_t>(symbols.size());
    std::vector<Candidate> first;
    first.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      links_[i] = {i == 0 ? kNoNeighbour : i - 1, i + 1 == count ? kNoNeighbour : i + 1};
      if (i + 1 < count) consider(i, [&](const Candidate& candidate) { first.push_back(candidate); });
    }
    queue_ = Queue(std::greater<>(), std::move(first));
  }

  void run() {
    while (!queue_.empty()) {
      const Candidate best = queue_.top();
      queue_.pop();
      if (is_current(best)) apply(best);
    }
    compact();
  }

 private:
  struct Links {
    std::uint32_t previous;
    std::uint32_t next;
  };
  using Queue = std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>>;

  template <typename Found>
  void consider(std::uint32_t left, Found found) const {
    const Bpe::Symbol& a = symbols_[left];
    const Bpe::Symbol& b = symbols_[links_[left].next];
    const Merge merge = merges_.find(a.id, b.id);
    if (merge.rank != UINT32_MAX) found(Candidate{merge.rank, left, a.size + b.size, merge.merged});
  }

  bool is_current(const Candidate& candidate) const {
    const Bpe::Symbol& left = symbols_[candidate.left];
    const std::uint32_t next = links_[candidate.left].next;
    return left.size != 0 && next != kNoNeighbour && left.size + symbols_[next].size == candidate.size;
  }

  void apply(const Candidate& merge) {
    const std::uint32_t at = merge.left;
    const std::uint32_t gone = links_[at].next;
    symbols_[at].id = merge.merged;
    symbols_[at].size = merge.size;
    symbols_[gone].size = 0;
    links_[at].next = links_[gone].next;
    const auto push = [this](const Candidate& candidate) { queue_.push(candidate); };
    if (links_[at].next != kNoNeighbour) {
      links_[links_[at].next].previous = at;
      consider(at, push);
    }
    if (links_[at].previous != kNoNeighbour) consider(links_[at].previous, push);
  }

  void compact() {
    std::erase_if(symbols_, [](const Bpe::Symbol& symbol) { return symbol.size == 0; });
  }

  const MergeTable& merges_;
  std::vector<Bpe::Symbol>& symbols_;
  std::vector<Links> links_;
  Queue queue_;
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

void merge_long(const MergeTable& merges, std::vector<Bpe::Symbol>& symbols) {
  LinkedMerger(merges, symbols).run();
}

}  // namespace st
