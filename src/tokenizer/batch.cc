#include "tokenizer/batch.h"

#include <algorithm>

namespace st {
namespace {

template <typename T>
std::vector<T> slice(const std::vector<T>& from, ByteSpan range) {
  if (from.empty()) return {};
  return {from.begin() + range.start, from.begin() + range.end};
}

Encoding window(const Encoding& from, ByteSpan range) {
  Encoding out;
  out.ids = slice(from.ids, range);
  out.offsets = slice(from.offsets, range);
  out.type_ids = slice(from.type_ids, range);
  out.attention_mask = slice(from.attention_mask, range);
  out.special_tokens_mask = slice(from.special_tokens_mask, range);
  out.sequence = slice(from.sequence, range);
  out.tokens = slice(from.tokens, range);
  for (const WidenedToken& token : from.widened) {
    if (token.index >= range.start && token.index < range.end)
      out.widened.push_back({token.index - range.start, token.inner});
  }
  return out;
}

std::vector<ByteSpan> windows_of(std::uint32_t size, std::uint32_t longest, std::uint32_t step, Side side) {
  std::vector<ByteSpan> windows;
  if (side == Side::kRight) {
    for (std::uint32_t start = 0;; start += step) {
      windows.push_back({start, std::min(start + longest, size)});
      if (windows.back().end == size) return windows;
    }
  }
  for (std::uint32_t stop = size;; stop -= step) {
    windows.push_back({stop < longest ? 0 : stop - longest, stop});
    if (windows.back().start == 0) return windows;
  }
}

Status truncate_one(Encoding& encoding, std::size_t longest, const TruncationOptions& options) {
  if (encoding.size() <= longest) return {};
  if (longest == 0) {
    Encoding whole = std::move(encoding);
    encoding = Encoding();
    encoding.overflowing.push_back(std::move(whole));
    return {};
  }
  if (options.stride_tokens >= longest) {
    return input_error("truncation: a stride of " + std::to_string(options.stride_tokens) +
                       " tokens leaves nothing of " + std::to_string(longest));
  }
  const auto step = static_cast<std::uint32_t>(longest - options.stride_tokens);
  const auto windows = windows_of(static_cast<std::uint32_t>(encoding.size()),
                                  static_cast<std::uint32_t>(longest), step, options.side);
  Encoding first = window(encoding, windows[0]);
  for (std::size_t i = 1; i < windows.size(); ++i)
    first.overflowing.push_back(window(encoding, windows[i]));
  encoding = std::move(first);
  return {};
}

// How the room is shared where both are too long: the shorter keeps what it has if it can.
void share(std::size_t& first, std::size_t& second, std::size_t room) {
  const bool swapped = first > second;
  if (swapped) std::swap(first, second);
  second = first > room ? first : std::max(first, room - first);
  if (first + second > room) {
    first = room / 2;
    second = first + room % 2;
  }
  if (swapped) std::swap(first, second);
}

Status truncate_longest_first(std::vector<Encoding>& parts, const TruncationOptions& options,
                              std::size_t room) {
  if (parts.size() == 1) return truncate_one(parts[0], room, options);
  std::size_t first = parts[0].size();
  std::size_t second = parts[1].size();
  share(first, second, room);
  ST_RETURN_IF_ERROR(truncate_one(parts[0], first, options));
  return truncate_one(parts[1], second, options);
}

std::size_t padded_size(const std::vector<Encoding>& batch, const PaddingOptions& options) {
  std::size_t size = options.fixed_tokens.value_or(0);
  if (!options.fixed_tokens) {
    for (const Encoding& row : batch) size = std::max(size, row.size());
  }
  const std::size_t multiple = std::max<std::size_t>(options.multiple_of, 1);
  return (size + multiple - 1) / multiple * multiple;
}

template <typename T>
void fill(std::vector<T>& values, std::size_t count, const T& value, Side side) {
  values.insert(side == Side::kRight ? values.end() : values.begin(), count, value);
}

void pad_one(Encoding& row, std::size_t size, const PaddingOptions& options) {
  for (Encoding& part : row.overflowing) pad_one(part, size, options);
  if (row.size() >= size) return;
  const std::size_t count = size - row.size();
  const bool with_tokens = row.tokens.size() == row.size();
  fill(row.ids, count, options.pad_id, options.side);
  fill(row.offsets, count, ByteSpan{}, options.side);
  fill(row.type_ids, count, options.pad_type_id, options.side);
  fill(row.attention_mask, count, std::uint8_t{0}, options.side);
  fill(row.special_tokens_mask, count, std::uint8_t{1}, options.side);
  fill(row.sequence, count, kNoSequence, options.side);
  if (with_tokens) fill(row.tokens, count, options.pad_token, options.side);
}

}  // namespace

Status truncate(std::vector<Encoding>& parts, const TruncationOptions& options, std::size_t reserved) {
  std::size_t total = 0;
  for (const Encoding& part : parts) total += part.size();
  if (reserved > options.max_tokens) {
    return input_error("truncation: the template's " + std::to_string(reserved) +
                       " tokens are more than the " + std::to_string(options.max_tokens) + " allowed");
  }
  const std::size_t room = options.max_tokens - reserved;
  if (total <= room) return {};
  if (options.strategy == TruncationStrategy::kLongestFirst)
    return truncate_longest_first(parts, options, room);
  const std::size_t which = options.strategy == TruncationStrategy::kOnlyFirst ? 0 : 1;
  if (which >= parts.size()) return input_error("truncation: only the pair may be cut, and there is none");
  const std::size_t excess = total - room;
  if (parts[which].size() <= excess) {
    return input_error("truncation: the text that may be cut has " + std::to_string(parts[which].size()) +
                       " tokens, and " + std::to_string(excess) + " must go");
  }
  return truncate_one(parts[which], parts[which].size() - excess, options);
}

void pad(std::vector<Encoding>& batch, const PaddingOptions& options) {
  const std::size_t size = padded_size(batch, options);
  for (Encoding& row : batch) pad_one(row, size, options);
}

TokenRows collate(const std::vector<Encoding>& batch, const PaddingOptions& options) {
  TokenRows rows;
  rows.n_rows = batch.size();
  // A row longer than the fixed length keeps its tokens; the others grow to it.
  for (const Encoding& row : batch) rows.row_tokens = std::max(rows.row_tokens, row.size());
  rows.row_tokens = std::max(rows.row_tokens, padded_size(batch, options));
  const std::size_t cells = rows.n_rows * rows.row_tokens;
  rows.ids.assign(cells, options.pad_id);
  rows.type_ids.assign(cells, options.pad_type_id);
  rows.attention_mask.assign(cells, 0);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Encoding& row = batch[i];
    const std::size_t lead = options.side == Side::kLeft ? rows.row_tokens - row.size() : 0;
    const auto at = static_cast<std::ptrdiff_t>(i * rows.row_tokens + lead);
    std::copy(row.ids.begin(), row.ids.end(), rows.ids.begin() + at);
    std::copy(row.type_ids.begin(), row.type_ids.end(), rows.type_ids.begin() + at);
    std::copy(row.attention_mask.begin(), row.attention_mask.end(), rows.attention_mask.begin() + at);
  }
  return rows;
}

}  // namespace st
