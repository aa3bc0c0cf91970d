#include "tokenizer/split/splitting.h"

#include <algorithm>

#include "base/unicode.h"
#include "tokenizer/text/byte_chars.h"

namespace st {
namespace {

struct Piece {
  ByteSpan span;
  bool is_match;
};

// Matches and what lies between them, in order.
std::vector<Piece> with_gaps(const std::vector<ByteSpan>& matches, std::uint32_t size, bool invert) {
  std::vector<Piece> pieces;
  std::uint32_t at = 0;
  for (const ByteSpan match : matches) {
    if (at < match.start) pieces.push_back({{at, match.start}, invert});
    pieces.push_back({match, !invert});
    at = match.end;
  }
  if (at < size) pieces.push_back({{at, size}, invert});
  return pieces;
}

std::vector<ByteSpan> merge_contiguous(const std::vector<Piece>& pieces) {
  std::vector<ByteSpan> out;
  bool previous = false;
  for (const Piece& piece : pieces) {
    if (!out.empty() && piece.is_match == previous) {
      out.back().end = piece.span.end;
    } else {
      out.push_back(piece.span);
    }
    previous = piece.is_match;
  }
  return out;
}

std::vector<ByteSpan> merge_with_previous(const std::vector<Piece>& pieces) {
  std::vector<ByteSpan> out;
  bool previous = false;
  for (const Piece& piece : pieces) {
    if (piece.is_match && !previous && !out.empty()) {
      out.back().end = piece.span.end;
    } else {
      out.push_back(piece.span);
    }
    previous = piece.is_match;
  }
  return out;
}

std::vector<ByteSpan> merge_with_next(const std::vector<Piece>& pieces) {
  std::vector<ByteSpan> out;
  bool next = false;
  for (std::size_t i = pieces.size(); i-- > 0;) {
    if (pieces[i].is_match && !next && !out.empty()) {
      out.back().start = pieces[i].span.start;
    } else {
      out.push_back(pieces[i].span);
    }
    next = pieces[i].is_match;
  }
  return {out.rbegin(), out.rend()};
}

std::vector<ByteSpan> arrange(const std::vector<Piece>& pieces, SplitBehavior behavior) {
  std::vector<ByteSpan> out;
  switch (behavior) {
    case SplitBehavior::kContiguous:
      return merge_contiguous(pieces);
    case SplitBehavior::kMergedWithPrevious:
      return merge_with_previous(pieces);
    case SplitBehavior::kMergedWithNext:
      return merge_with_next(pieces);
    case SplitBehavior::kRemoved:
    case SplitBehavior::kIsolated:
      for (const Piece& piece : pieces) {
        if (behavior == SplitBehavior::kIsolated || !piece.is_match) out.push_back(piece.span);
      }
  }
  return out;
}

}  // namespace

void split_at_matches(const std::vector<ByteSpan>& matches, std::uint32_t size, SplitBehavior behavior,
                      bool invert, std::uint32_t base, std::vector<ByteSpan>& pieces) {
  for (const ByteSpan span : arrange(with_gaps(matches, size, invert), behavior)) {
    if (span.size() > 0) pieces.push_back({base + span.start, base + span.end});
  }
}

void SplittingPreTokenizer::find_in_bytes(std::string_view word, std::vector<ByteSpan>& matches) const {
  const bool* matching = matching_bytes();
  const auto may_match = [&](char byte) { return matching[static_cast<unsigned char>(byte)]; };
  if (matching != nullptr && std::none_of(word.begin(), word.end(), may_match)) return;
  std::string shown;
  append_byte_chars(word, shown);
  std::vector<ByteSpan> found;
  find(shown, found);
  // Character i of `shown` is byte i of `word`.
  std::vector<std::uint32_t> byte_at(shown.size() + 1);
  std::uint32_t count = 0;
  for (std::size_t at = 0; at < shown.size();) {
    byte_at[at] = count++;
    at += decode_utf8(shown, at).size_bytes;
  }
  byte_at[shown.size()] = count;
  for (const ByteSpan match : found) matches.push_back({byte_at[match.start], byte_at[match.end]});
}

void SplittingPreTokenizer::apply(PreTokens& tokens) const {
  std::vector<ByteSpan> pieces = tokens.next_words();
  pieces.reserve(tokens.words.size() + tokens.words.size() / 4);
  std::vector<ByteSpan> matches;
  for (std::size_t i = 0; i < tokens.words.size(); ++i) {
    matches.clear();
    const ByteSpan whole = tokens.words[i];
    if (tokens.byte_level) {
      find_in_bytes(tokens.word(i), matches);
    } else {
      find(tokens.word(i), matches);
    }
    if (matches.empty() && !(invert_ && behavior_ == SplitBehavior::kRemoved)) {
      pieces.push_back(whole);
    } else {
      split_at_matches(matches, whole.size(), behavior_, invert_, whole.start, pieces);
    }
  }
  tokens.set_words(std::move(pieces));
}

}  // namespace st
