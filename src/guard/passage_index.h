#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace st {

// Finds the passages of a text collection that speak of what a sentence speaks of: by content words, their
// synonyms and what they are derived from, rare ones first. Thread rule: nearest() is safe from any number
// of threads.
class PassageIndex {
 public:
  explicit PassageIndex(const std::vector<std::string>& passages);

  struct Hit {
    std::size_t passage = 0;
    double coverage = 0.0;  // share of the sentence's weight that the passage holds, 0 to 1
  };
  // At most `most`, best first, equal ones by their place. Only among `among` (sorted), where it is given.
  std::vector<Hit> nearest(std::string_view sentence, std::size_t most,
                           const std::vector<std::size_t>* among = nullptr) const;

 private:
  using Posting = std::vector<std::uint32_t>;  // passages, ascending
  double weight_of(const Posting* posting) const;

  std::size_t n_passages_ = 0;
  std::unordered_map<std::string, Posting> by_lemma_;
  std::unordered_map<std::uint32_t, Posting> by_sense_;
};

}  // namespace st
