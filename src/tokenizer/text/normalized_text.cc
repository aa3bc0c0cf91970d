#include "tokenizer/text/normalized_text.h"

#include <algorithm>

#include "base/unicode.h"

namespace st {
namespace {}  // namespace

std::size_t NormalizedText::find_run(std::uint32_t at, std::size_t hint) const {
  if (hint >= runs_.size() || runs_[hint].begin > at) hint = 0;
  // Nearly always the same run or one of the next few; a far jump is a binary search.
  for (int step = 0; step < 8; ++step, ++hint) {
    if (hint + 1 >= runs_.size() || runs_[hint + 1].begin > at) return hint;
  }
  const auto after =
      std::upper_bound(runs_.begin() + static_cast<std::ptrdiff_t>(hint), runs_.end(), at,
                       [](std::uint32_t position, const Run& run) { return position < run.begin; });
  return static_cast<std::size_t>(after - runs_.begin()) - 1;
}

ByteSpan NormalizedText::span_in_run(const Run& run, std::uint32_t at) const {
  if (!run.copied) return run.source;
  const std::string_view text = view();
  std::uint32_t start = at;
  while (start > run.begin && is_continuation(text[start])) --start;
  std::uint32_t end = at + 1;
  while (end < text.size() && is_continuation(text[end])) ++end;
  return {run.source.start + (start - run.begin), run.source.start + (end - run.begin)};
}

ByteSpan NormalizedText::source_of(std::uint32_t begin, std::uint32_t end, std::size_t& hint) const {
  if (!owned_) {
    const std::string_view text = borrowed_;
    while (begin > 0 && is_continuation(text[begin])) --begin;
    while (end < text.size() && is_continuation(text[end])) ++end;
    return {base_ + begin, base_ + end};
  }
  hint = find_run(begin, hint);
  const ByteSpan first = span_in_run(runs_[hint], begin);
  const ByteSpan last = span_in_run(runs_[find_run(end - 1, hint)], end - 1);
  return {first.start, last.end};
}

ByteSpan NormalizedText::source_of_char(std::uint32_t at, std::uint32_t size_bytes,
                                        std::size_t& hint) const {
  if (!owned_) return {base_ + at, base_ + at + size_bytes};
  hint = find_run(at, hint);
  return span_in_run(runs_[hint], at);
}

CopiedRun NormalizedText::copied_run(std::uint32_t at, std::size_t hint) const {
  if (!owned_) return {0, static_cast<std::uint32_t>(borrowed_.size()), base_};
  const std::size_t index = find_run(at, hint);
  const Run& run = runs_[index];
  if (!run.copied) return {};
  const auto size = static_cast<std::uint32_t>(storage_.size());
  const std::uint32_t end = index + 1 < runs_.size() ? runs_[index + 1].begin : size;
  return {run.begin, end, run.source.start - run.begin};
}

void TextRewriter::add_run(ByteSpan source, bool copied, std::uint32_t size_bytes) {
  const std::uint32_t begin = written();
  if (!runs_.empty()) {
    const NormalizedText::Run& last = runs_.back();
    if (last.copied && copied && last.source.start + (begin - last.begin) == source.start) return;
    if (!last.copied && !copied && last.source == source) return;
  }
  runs_.push_back({begin, copied ? ByteSpan{source.start, source.start + size_bytes} : source, copied});
}

void TextRewriter::replace_in_place(std::string_view bytes) {
  const std::uint32_t end = position_ + static_cast<std::uint32_t>(bytes.size());
  if (!input_.owned_) {
    if (!bytes.empty()) add_run({input_.base_ + position_, input_.base_ + end}, true, end - position_);
    output_.append(bytes);
    position_ = end;
    return;
  }
  std::size_t taken = 0;
  while (position_ < end) {
    hint_ = input_.find_run(position_, hint_);
    const NormalizedText::Run& run = input_.runs_[hint_];
    const std::uint32_t run_end = hint_ + 1 < input_.runs_.size() ? input_.runs_[hint_ + 1].begin : end;
    const std::uint32_t size = std::min(run_end, end) - position_;
    const std::uint32_t shift = position_ - run.begin;
    add_run(run.copied ? ByteSpan{run.source.start + shift, run.source.start + shift + size} : run.source,
            run.copied, size);
    output_.append(bytes.substr(taken, size));
    taken += size;
    position_ += size;
  }
}

void TextRewriter::emit(std::string_view bytes, ByteSpan source) {
  if (bytes.empty()) return;
  add_run(source, false, static_cast<std::uint32_t>(bytes.size()));
  output_.append(bytes);
}

void TextRewriter::emit(char32_t value, ByteSpan source) {
  std::string bytes;
  append_utf8(bytes, value);
  const auto size = static_cast<std::uint32_t>(bytes.size());
  add_run(source, size == source.size(), size);
  output_.append(bytes);
}

ByteSpan TextRewriter::source_here() {
  const auto size = static_cast<std::uint32_t>(decode_utf8(text_, position_).size_bytes);
  return input_.source_of_char(position_, size, hint_);
}

ByteSpan TextRewriter::source_behind() {
  if (position_ == 0) return {input_.base_, input_.base_};
  return input_.source_of(position_ - 1, position_, hint_);
}

void TextRewriter::take(std::size_t count, std::vector<AlignedChar>& into) {
  const std::size_t end = position_ + count;
  while (position_ < end) {
    const CodePoint point = decode_utf8(text_, position_);
    const auto size = static_cast<std::uint32_t>(point.size_bytes);
    into.push_back({point.value, input_.source_of_char(position_, size, hint_)});
    position_ += size;
  }
}

void TextRewriter::trim_end(std::string_view suffix) {
  while (!suffix.empty() && output_.ends_with(suffix)) output_.resize(output_.size() - suffix.size());
  while (!runs_.empty() && runs_.back().begin >= output_.size()) runs_.pop_back();
}

NormalizedText TextRewriter::finish() {
  NormalizedText done;
  done.storage_ = std::move(output_);
  done.runs_ = std::move(runs_);
  done.base_ = input_.base_;
  done.owned_ = true;
  return done;
}

}  // namespace st
