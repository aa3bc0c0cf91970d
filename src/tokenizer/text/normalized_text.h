#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/encoding.h"

namespace st {

// One code point and the bytes of the original text that it stands for.
struct AlignedChar {
  char32_t value = 0;
  ByteSpan source;
};

// Bytes [begin, end) of a text, each `shift` (modulo 2^32) before its place in the original.
struct CopiedRun {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t shift = 0;

  bool holds(ByteSpan span) const { return span.start >= begin && span.end <= end; }
};

// A text on its way through the stages, with the place of every character in the original text.
// The alignment is kept in runs: most text is copied unchanged, and a run costs the same for one byte or a
// megabyte.
class NormalizedText {
 public:
  NormalizedText() = default;
  // Borrows `text`, which starts at byte `base` of the original.
  NormalizedText(std::string_view text, std::uint32_t base) : borrowed_(text), base_(base) {}

  std::string_view view() const { return owned_ ? std::string_view(storage_) : borrowed_; }
  std::size_t size() const { return view().size(); }
  bool unchanged() const { return !owned_; }
  std::uint32_t base() const { return base_; }

  // The original bytes of the characters that the non-empty range [begin, end) touches.
  ByteSpan source_of(std::uint32_t begin, std::uint32_t end, std::size_t& hint) const;
  // The original bytes of the character that starts at `at`; `size_bytes` is its length here.
  ByteSpan source_of_char(std::uint32_t at, std::uint32_t size_bytes, std::size_t& hint) const;
  // What was copied in one piece around byte `at`; empty where that byte stands for something else.
  CopiedRun copied_run(std::uint32_t at, std::size_t hint) const;

 private:
  friend class TextRewriter;

  // Bytes from `begin` to the next run's begin. Copied: byte i stands for source.start + (i - begin),
  // character by character. Not copied: every byte stands for the whole of `source`.
  struct Run {
    std::uint32_t begin;
    ByteSpan source;
    bool copied;
  };

  std::size_t find_run(std::uint32_t at, std::size_t hint) const;
  ByteSpan span_in_run(const Run& run, std::uint32_t at) const;

  std::string_view borrowed_;
  std::string storage_;
  std::vector<Run> runs_;
  std::uint32_t base_ = 0;
  bool owned_ = false;
};

// Writes the next stage's text from the present one, left to right. Calls that keep characters keep their
// alignment.
class TextRewriter {
 public:
  explicit TextRewriter(const NormalizedText& input) : input_(input), text_(input.view()) {
    output_.reserve(text_.size() + 16);
  }

  std::string_view text() const { return text_; }
  std::uint32_t position() const { return position_; }
  bool at_end() const { return position_ >= text_.size(); }

  // Takes over the next `count` bytes; whole characters.
  void copy(std::size_t count) { replace_in_place(text_.substr(position_, count)); }
  // Takes the next bytes.size() bytes as these: the same number of characters of the same lengths.
  void replace_in_place(std::string_view bytes);
  // Passes over the next `count` bytes.
  void skip(std::size_t count) { position_ += static_cast<std::uint32_t>(count); }
  // Writes a character that stands for `source`.
  void emit(char32_t value, ByteSpan source);
  void emit(std::string_view bytes, ByteSpan source);

  // The original bytes of the character at the position, or (for `behind`) of the one before it.
  ByteSpan source_here();
  ByteSpan source_behind();

  // Reads the characters of the next `count` bytes with their alignment and passes over them.
  void take(std::size_t count, std::vector<AlignedChar>& into);

  // Takes `suffix` off the end of what is written, as often as it stands there.
  void trim_end(std::string_view suffix);

  std::uint32_t written() const { return static_cast<std::uint32_t>(output_.size()); }

  // The finished text. The input must outlive it where the input was borrowed.
  NormalizedText finish();

 private:
  void add_run(ByteSpan source, bool copied, std::uint32_t size_bytes);

  const NormalizedText& input_;
  std::string_view text_;
  std::uint32_t position_ = 0;
  std::size_t hint_ = 0;
  std::string output_;
  std::vector<NormalizedText::Run> runs_;
};

}  // namespace st
