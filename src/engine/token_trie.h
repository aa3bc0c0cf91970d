#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace st {

// A vocabulary's byte strings as a tree, laid out in preorder so that a walk that leaves a branch is one
// jump. Immutable once made: any number of threads may read it.
class TokenTrie {
 public:
  struct Node {
    std::uint32_t end = 0;       // the first node after this branch
    std::uint32_t first_id = 0;  // the tokens that end here: ids()[first_id, first_id + n_ids)
    std::uint32_t n_ids = 0;
    std::uint32_t depth = 0;  // bytes from the root; 1 and more
    std::uint8_t byte = 0;
  };

  // token_bytes[id]; an empty string (control tokens, gaps) is never allowed by a grammar. end_ids: tokens
  // that end an answer.
  TokenTrie(const std::vector<std::string>& token_bytes, std::vector<std::uint32_t> end_ids);

  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<std::uint32_t>& ids() const { return ids_; }
  const std::vector<std::uint32_t>& end_ids() const { return end_ids_; }
  const std::string& bytes_of(std::uint32_t id) const { return token_bytes_[id]; }
  std::size_t n_vocab() const { return token_bytes_.size(); }
  std::size_t max_depth() const { return max_depth_; }

 private:
  std::vector<std::string> token_bytes_;
  std::vector<std::uint32_t> end_ids_;
  std::vector<std::uint32_t> ids_;
  std::vector<Node> nodes_;
  std::size_t max_depth_ = 0;
};

}  // namespace st
