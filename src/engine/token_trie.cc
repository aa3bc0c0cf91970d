#include "engine/token_trie.h"

#include <algorithm>

namespace st {

TokenTrie::TokenTrie(const std::vector<std::string>& token_bytes, std::vector<std::uint32_t> end_ids)
    : token_bytes_(token_bytes) {
  for (const std::uint32_t id : end_ids) {
    if (id >= token_bytes_.size()) continue;
    token_bytes_[id].clear();
    end_ids_.push_back(id);
  }
  for (std::uint32_t id = 0; id < token_bytes_.size(); ++id) {
    if (!token_bytes_[id].empty()) ids_.push_back(id);
  }
  std::sort(ids_.begin(), ids_.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int order = token_bytes_[a].compare(token_bytes_[b]);
    return order != 0 ? order < 0 : a < b;
  });
  std::vector<std::uint32_t> open;  // the nodes on the way to the last token
  const auto close_to = [&](std::size_t depth) {
    for (; open.size() > depth; open.pop_back())
      nodes_[open.back()].end = static_cast<std::uint32_t>(nodes_.size());
  };
  std::string before;
  for (std::uint32_t i = 0; i < ids_.size(); ++i) {
    const std::string& text = token_bytes_[ids_[i]];
    const auto shared =
        std::mismatch(text.begin(), text.end(), before.begin(), before.end()).first - text.begin();
    close_to(static_cast<std::size_t>(shared));
    while (open.size() < text.size()) {
      Node node;
      node.byte = static_cast<std::uint8_t>(text[open.size()]);
      node.first_id = i;
      open.push_back(static_cast<std::uint32_t>(nodes_.size()));
      node.depth = static_cast<std::uint32_t>(open.size());
      nodes_.push_back(node);
    }
    ++nodes_[open.back()].n_ids;
    max_depth_ = std::max(max_depth_, open.size());
    before = text;
  }
  close_to(0);
}

}  // namespace st
