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

template <typename Score>
void Unigram::viterbi(std::string_view word, std::vector<WordToken>& reversed) const {
  struct Best {
    std::uint32_t start = UINT32_MAX;
    TokenId id = kNoToken;
    Score score = 0;
  };
  thread_local std::vector<Best> best;
  best.assign(word.size() + 1, Best{});
  const auto offer = [&](std::size_t start, std::size_t end, TokenId id, Score score) {
    Best& target = best[end];
    if (target.start == UINT32_MAX || score > target.score)
      target = {static_cast<std::uint32_t>(start), id, score};
  };
  for (std::size_t start = 0; start < word.size();) {
    const Score so_far = best[start].score;
    const std::size_t char_end = std::min(word.size(), start + decode_utf8(word, start).size_bytes);
    bool has_single = false;
    std::uint32_t node = ByteTrie::kRoot;
    for (std::size_t end = start; end < word.size();) {
      node = trie_.step(node, static_cast<unsigned char>(word[end++]));
      if (node == ByteTrie::kNone) break;
      const std::uint32_t id = trie_.value(node);
      if (id == ByteTrie::kNone) continue;
      offer(start, end, id, static_cast<Score>(static_cast<Score>(scores_[id]) + so_far));
      has_single = has_single || end == char_end;
    }
    if (!has_single) {
      const TokenId id = options_.unknown.value_or(kNoToken);
      offer(start, char_end, id, static_cast<Score>(static_cast<Score>(unknown_score_) + so_far));
    }
    start = char_end;
  }
  for (std::size_t end = word.size(); end > 0; end = best[end].start) {
    reversed.push_back({best[end].id, best[end].start, static_cast<std::uint32_t>(end)});
  }
  constexpr std::size_t kKept = 4096;
  if (best.capacity() > kKept) std::vector<Best>().swap(best);
}

void Unigram::push_unknown(std::string_view text, std::uint32_t start,
                           std::vector<WordToken>& tokens) const {
  const auto known = [&](char byte) { return byte_ids_[static_cast<unsigned char>(byte)] != kNoToken; };
  if (options_.byte_fallback && std::all_of(text.begin(), text.end(), known)) {
    for (std::uint32_t i = 0; i < text.size(); ++i) {
      tokens.push_back({byte_ids_[static_cast<unsigned char>(text[i])], start + i, start + i + 1});
    }
    return;
  }
  if (!options_.unknown) return;
  tokens.push_back({*options_.unknown, start, start + static_cast<std::uint32_t>(text.size())});
}

void Unigram::encode_word(std::string_view word, std::vector<WordToken>& tokens) const {
  thread_local std::vector<WordToken> reversed;
  reversed.clear();
  if (options_.arithmetic == UnigramArithmetic::kFloat) {
    viterbi<float>(word, reversed);
  } else {
    viterbi<double>(word, reversed);
  }
  const TokenId unknown = options_.unknown.value_or(kNoToken);
  for (std::size_t i = reversed.size(); i > 0;) {
    WordToken token = reversed[--i];
    if (token.id != unknown) {
      tokens.push_back(token);
      continue;
    }
    while (i > 0 && reversed[i - 1].id == unknown) token.end = reversed[--i].end;
    push_unknown(word.substr(token.start, token.end - token.start), token.start, tokens);
  }
}

}  // namespace st
