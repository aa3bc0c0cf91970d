#include "tokenizer/model/unigram.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "base/unicode.h"
#include "tokenizer/model/merge_table.h"

namespace st {
namespace {

constexpr double kUnknownPenalty = 10.0;

}  // namespace

Result<TokenModelPtr> Unigram::make(Vocabulary vocabulary, std::vector<double> scores,
                                    UnigramOptions options) {
  if (scores.size() < vocabulary.id_limit())
    return model_error("Unigram vocabulary: has more pieces than scores");
  for (const double score : scores) {
    if (!std::isfinite(score)) return model_error("Unigram vocabulary: has a score that is not a number");
  }
  if (options.unknown && !vocabulary.has(*options.unknown)) {
    return model_error("Unigram vocabulary: its unknown id " + std::to_string(*options.unknown) +
                       " is not in it");
  }
  return TokenModelPtr(new Unigram(std::move(vocabulary), std::move(scores), std::move(options)));
}

Unigram::Unigram(Vocabulary vocabulary, std::vector<double> scores, UnigramOptions options)
    : vocabulary_(std::move(vocabulary)), options_(std::move(options)), scores_(std::move(scores)) {
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
  const std::size_t limit = vocabulary_.id_limit();
  std::vector<bool> usable(limit, true);
  for (const TokenId id : options_.unused) {
    if (id < limit) usable[id] = false;
  }
  std::size_t bytes = 0;
  for (TokenId id = 0; id < limit; ++id) {
    if (usable[id] || options_.unused_count_for_unknown) least = std::min(least, scores_[id]);
    if (usable[id]) most = std::max(most, scores_[id]);
    bytes += vocabulary_.token(id).size();
    longest_ = std::max(longest_, vocabulary_.token(id).size());
  }
  trie_.reserve(bytes / 2);
  for (TokenId id = 0; id < limit; ++id) {
    if (usable[id] && vocabulary_.has(id)) trie_.add(vocabulary_.token(id), id);
  }
  unknown_score_ = (std::isfinite(least) ? least : 0.0) - kUnknownPenalty;
  // As the library scores them: its length times the best piece, so that no other way through can win.
  for (const TokenId id : options_.user_defined) {
    if (id < limit) scores_[id] = static_cast<double>(vocabulary_.token(id).size()) * most - 0.1;
  }
  byte_ids_.assign(256, kNoToken);
  for (unsigned byte = 0; options_.byte_fallback && byte < 256; ++byte) {
    char text[8];
    std::snprintf(text, sizeof text, "<0x%02X>", byte);
    if (const auto id = vocabulary_.find(text)) byte_ids_[byte] = *id;
  }
}

// The lattice, kept only from the last place that every segmentation passes through: there the best way is
// settled, and the sums go on from its score.
template <typename Score>
class Unigram::Lattice {
 public:
  Lattice(std::size_t longest, std::size_t size) : longest_(longest), size_(size) {
    nodes_.assign(std::min(kSettleBytes + longest, size) + 1, Node{});
  }
  ~Lattice() {
    constexpr std::size_t kKept = 4096;
    if (nodes_.capacity() > kKept) std::vector<Node>().swap(nodes_);
  }
  Lattice(const Lattice&) = delete;
  Lattice& operator=(const Lattice&) = delete;

  // Every piece that starts at `start` is offered next.
  Score reach(std::size_t start, std::vector<WordToken>& path) {
    if (furthest_ == start && start - base_ >= kSettleBytes) settle(path);
    const std::size_t needed = std::min(start + longest_, size_) - base_ + 1;
    if (needed > nodes_.size()) nodes_.resize(needed * 2);
    return nodes_[start - base_].score;
  }
  void offer(std::size_t start, std::size_t end, TokenId id, Score score) {
    Node& node = nodes_[end - base_];
    if (node.start == kFree || score > node.score) node = {static_cast<std::uint32_t>(start), id, score};
    furthest_ = std::max(furthest_, end);
  }
  // Appends the best way from the last settled place to the furthest.
  void settle(std::vector<WordToken>& path) {
    const std::size_t from = path.size();
    const Score score = nodes_[furthest_ - base_].score;
    for (std::size_t end = furthest_; end > base_;) {
      const Node& node = nodes_[end - base_];
      path.push_back({node.id, node.start, static_cast<std::uint32_t>(end)});
      end = node.start;
    }
    std::reverse(path.begin() + static_cast<std::ptrdiff_t>(from), path.end());
    std::fill_n(nodes_.begin(), furthest_ - base_ + 1, Node{});
    base_ = furthest_;
    nodes_[0].score = score;
  }

 private:
  static constexpr std::uint32_t kFree = UINT32_MAX;
  static constexpr std::size_t kSettleBytes = 512;
  struct Node {
    std::uint32_t start = kFree;
    TokenId id = kNoToken;
    Score score = 0;
  };

  // Kept from word to word: most are short, and the time to find memory would be most of their time.
  static std::vector<Node>& kept_nodes() {
    thread_local std::vector<Node> nodes;
    return nodes;
  }

  std::size_t longest_;
  std::size_t size_;
  std::size_t base_ = 0;
  std::size_t furthest_ = 0;
  std::vector<Node>& nodes_ = kept_nodes();
};

// take(path) is called whenever a part of the best way is settled, and empties it.
template <typename Score, typename Take>
void Unigram::viterbi(std::string_view word, std::vector<WordToken>& path, Take take) const {
  Lattice<Score> lattice(longest_, word.size());
  for (std::size_t start = 0; start < word.size();) {
    const Score so_far = lattice.reach(start, path);
    if (!path.empty()) take(path);
    const std::size_t char_end = std::min(word.size(), start + decode_utf8(word, start).size_bytes);
    bool has_single = false;
    std::uint32_t node = ByteTrie::kRoot;
    for (std::size_t end = start; end < word.size();) {
      node = trie_.step(node, static_cast<unsigned char>(word[end++]));
      if (node == ByteTrie::kNone) break;
      const std::uint32_t id = trie_.value(node);
      if (id == ByteTrie::kNone) continue;
      lattice.offer(start, end, id, static_cast<Score>(static_cast<Score>(scores_[id]) + so_far));
      has_single = has_single || end == char_end;
    }
    if (!has_single) {
      const TokenId id = options_.unknown.value_or(kNoToken);
      lattice.offer(start, char_end, id, static_cast<Score>(static_cast<Score>(unknown_score_) + so_far));
    }
    start = char_end;
  }
  lattice.settle(path);
  take(path);
}

// Makes tokens of the path's pieces, which come in parts: neighbouring unknown ones become one, or bytes.
template <typename Push>
class Unigram::PathReader {
 public:
  PathReader(const Unigram& model, std::string_view word, Push push)
      : model_(model), word_(word), push_(push) {}

  void take(std::vector<WordToken>& path) {
    const TokenId unknown = model_.options_.unknown.value_or(kNoToken);
    for (const WordToken& piece : path) {
      if (piece.id == unknown) {
        if (unknown_.start == unknown_.end) unknown_.start = piece.start;
        unknown_.end = piece.end;
      } else {
        push_unknown();
        push_(piece);
      }
    }
    path.clear();
  }

  void push_unknown() {
    const auto [start, end] = unknown_;
    unknown_ = {};
    if (start == end) return;
    const auto id_at = [&](std::uint32_t at) {
      return model_.byte_ids_[static_cast<unsigned char>(word_[at])];
    };
    bool all_known = model_.options_.byte_fallback;
    for (std::uint32_t at = start; all_known && at < end; ++at) all_known = id_at(at) != kNoToken;
    if (all_known) {
      for (std::uint32_t at = start; at < end; ++at) push_({id_at(at), at, at + 1});
    } else if (model_.options_.unknown) {
      push_({*model_.options_.unknown, start, end});
    }
  }

 private:
  const Unigram& model_;
  std::string_view word_;
  Push push_;
  ByteSpan unknown_;  // not yet a token, because more may follow
};

template <typename Push>
void Unigram::encode(std::string_view word, Push push) const {
  thread_local std::vector<WordToken> path;
  path.clear();
  PathReader<Push> reader(*this, word, push);
  const auto take = [&](std::vector<WordToken>& part) { reader.take(part); };
  if (options_.arithmetic == UnigramArithmetic::kFloat) {
    viterbi<float>(word, path, take);
  } else {
    viterbi<double>(word, path, take);
  }
  reader.push_unknown();
}

void Unigram::encode_word(std::string_view word, std::vector<WordToken>& tokens) const {
  encode(word, [&](const WordToken& token) { tokens.push_back(token); });
}

void Unigram::encode_long_word(std::string_view word, TokenColumns into) const {
  encode(word, [&](const WordToken& token) { into.push(token); });
}

}  // namespace st
