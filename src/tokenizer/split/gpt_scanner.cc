#include "tokenizer/split/gpt_scanner.h"

#include <array>
#include <bit>
#include <cstring>

#include "base/unicode.h"
#include "tokenizer/split/pre_tokenizer.h"
#include "tokenizer/text/char_class.h"

namespace st {
namespace {

enum Kind : std::uint8_t { kLetterKind, kNumberKind, kSpaceKind, kOtherKind, kEndKind, kWideKind };

Kind kind_of_bits(std::uint32_t bits) {
  if ((bits & kLetter) != 0) return kLetterKind;
  if ((bits & kNumber) != 0) return kNumberKind;
  return (bits & kSpace) != 0 ? kSpaceKind : kOtherKind;
}

constexpr std::array<Kind, 256> make_byte_kinds() {
  std::array<Kind, 256> kinds{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    const bool letter = (byte | 32) >= 'a' && (byte | 32) <= 'z';
    const bool digit = byte >= '0' && byte <= '9';
    const bool space = byte == ' ' || (byte >= 9 && byte <= 13);
    kinds[byte] = byte >= 128 ? kWideKind
                  : letter    ? kLetterKind
                  : digit     ? kNumberKind
                  : space     ? kSpaceKind
                              : kOtherKind;
  }
  return kinds;
}

constexpr std::array<Kind, 256> kByteKinds = make_byte_kinds();

// The high bit of each of eight bytes, set where the byte is no letter of ASCII.
std::uint64_t no_letters(std::uint64_t bytes) {
  constexpr std::uint64_t kEach = 0x0101010101010101ull;
  const std::uint64_t low = (bytes | kEach * 0x20) & kEach * 0x7F;
  const std::uint64_t from_a = low + kEach * (0x80 - 'a');
  const std::uint64_t after_z = low + kEach * (0x7F - 'z');
  return ~(from_a & ~after_z & ~bytes) & kEach * 0x80;
}

class Scanner {
 public:
  Scanner(std::string_view text, ByteSpan range, std::vector<ByteSpan>& words)
      : data_(text.data()), at_(range.start), end_(range.end), words_(words) {}

  void scan_classic() {
    while (at_ < end_) {
      const std::uint32_t begin = at_;
      const std::uint32_t contraction = byte(at_) == '\'' ? contraction_size(false) : 0;
      if (contraction != 0) {
        at_ += contraction;
      } else {
        Char first = look(at_);
        if (byte(at_) == ' ') {
          const Char second = look(at_ + 1);
          if (second.kind != kSpaceKind && second.kind != kEndKind) {
            ++at_;
            first = second;
          }
        }
        if (first.kind == kSpaceKind) {
          take_spaces(first.size);
        } else {
          take_run(first.kind, first.size);
        }
      }
      words_.push_back({begin, at_});
    }
  }

  void scan_modern(std::uint32_t most_digits) {
    while (at_ < end_) {
      const std::uint32_t begin = at_;
      take_modern(most_digits);
      words_.push_back({begin, at_});
    }
  }

 private:
  struct Char {
    Kind kind;
    std::uint32_t size;
  };

  unsigned char byte(std::uint32_t at) const { return static_cast<unsigned char>(data_[at]); }

  Char look(std::uint32_t at) const {
    if (at >= end_) return {kEndKind, 0};
    const Kind kind = kByteKinds[byte(at)];
    return kind != kWideKind ? Char{kind, 1} : look_wide(at);
  }

  Char look_wide(std::uint32_t at) const {
    const CodePoint point = decode_utf8({data_, end_}, at);
    return {kind_of_bits(char_bits(point.value)), static_cast<std::uint32_t>(point.size_bytes)};
  }

  bool is_newline(std::uint32_t at) const { return at < end_ && (data_[at] == '\n' || data_[at] == '\r'); }

  // Eight bytes a step: a word's length is what a branch for each letter can't guess.
  void skip_ascii_letters() {
    static_assert(std::endian::native == std::endian::little);
    while (at_ + 8 <= end_) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, data_ + at_, 8);
      const std::uint64_t others = no_letters(bytes);
      if (others != 0) {
        at_ += static_cast<std::uint32_t>(std::countr_zero(others)) / 8;
        return;
      }
      at_ += 8;
    }
  }

  // Past all characters of a kind, the first `size` bytes being one.
  void take_run(Kind kind, std::uint32_t size) {
    at_ += size;
    for (;;) {
      if (kind == kLetterKind) skip_ascii_letters();
      while (at_ < end_ && kByteKinds[byte(at_)] == kind) ++at_;
      if (at_ >= end_ || kByteKinds[byte(at_)] != kWideKind) return;
      const Char next = look_wide(at_);
      if (next.kind != kind) return;
      at_ += next.size;
    }
  }

  // \s+(?!\S)|\s+ : the white space up to the last character, which the next word may want; all of it at
  // the end.
  void take_spaces(std::uint32_t first_size) {
    const std::uint32_t begin = at_;
    std::uint32_t last = at_;
    at_ += first_size;
    for (Char next = look(at_); next.kind == kSpaceKind; next = look(at_)) {
      last = at_;
      at_ += next.size;
    }
    if (at_ < end_ && last > begin) at_ = last;
  }

  // 's 't 'm 'd 're 've 'll at the position; its size, or 0.
  std::uint32_t contraction_size(bool any_case) const {
    if (at_ + 1 >= end_) return 0;
    const auto lower = [&](std::uint32_t at) -> unsigned char {
      const unsigned char c = byte(at);
      return any_case && c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c + 32) : c;
    };
    const unsigned char first = lower(at_ + 1);
    if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
    // U+017F is a lower-case s to those who ignore case.
    if (any_case && at_ + 2 < end_ && first == 0xC5 && byte(at_ + 2) == 0xBF) return 3;
    if (at_ + 2 >= end_) return 0;
    const unsigned char second = lower(at_ + 2);
    if ((first == 'r' || first == 'v') && second == 'e') return 3;
    return first == 'l' && second == 'l' ? 3 : 0;
  }

  void take_modern(std::uint32_t most_digits) {
    const Char first = look(at_);
    if (first.kind == kLetterKind) return take_run(kLetterKind, first.size);
    if (data_[at_] == '\'') {
      if (const std::uint32_t size = contraction_size(true); size != 0) {
        at_ += size;
        return;
      }
    }
    if (first.kind == kNumberKind) return take_digits(most_digits);
    const Char second = look(at_ + first.size);
    if (second.kind == kLetterKind && !is_newline(at_)) {
      at_ += first.size;
      return take_run(kLetterKind, second.size);
    }
    if (first.kind == kOtherKind) return take_symbols(first.size);
    if (data_[at_] == ' ' && second.kind == kOtherKind) {
      ++at_;
      return take_symbols(second.size);
    }
    take_modern_spaces(first.size);
  }

  void take_digits(std::uint32_t most) {
    for (std::uint32_t count = 0; count < most; ++count) {
      const Char next = look(at_);
      if (next.kind != kNumberKind) return;
      at_ += next.size;
    }
  }

  void take_symbols(std::uint32_t first_size) {
    take_run(kOtherKind, first_size);
    while (is_newline(at_)) ++at_;
  }

  // \s*[\r\n]+ : up to the last newline of the white space; without one as in take_spaces().
  void take_modern_spaces(std::uint32_t first_size) {
    std::uint32_t after_newline = is_newline(at_) ? at_ + 1 : 0;
    std::uint32_t ahead = at_ + first_size;
    for (Char next = look(ahead); next.kind == kSpaceKind; next = look(ahead)) {
      if (is_newline(ahead)) after_newline = ahead + 1;
      ahead += next.size;
    }
    if (after_newline != 0) {
      at_ = after_newline;
    } else {
      take_spaces(first_size);
    }
  }

  const char* data_;
  std::uint32_t at_;
  std::uint32_t end_;
  std::vector<ByteSpan>& words_;
};

class GptSplit : public PreTokenizer {
 public:
  explicit GptSplit(GptPattern pattern) : pattern_(pattern) {}
  void apply(PreTokens& tokens) const override {
    std::vector<ByteSpan> pieces = tokens.next_words();
    pieces.reserve(tokens.text.size() / 4 + 8);
    for (const ByteSpan word : tokens.words) scan_gpt(tokens.text.view(), word, pattern_, pieces);
    tokens.set_words(std::move(pieces));
  }

 private:
  GptPattern pattern_;
};

class ByteLevel : public PreTokenizer {
 public:
  ByteLevel(bool add_prefix_space, bool use_regex)
      : add_prefix_space_(add_prefix_space), use_regex_(use_regex) {}

  void apply(PreTokens& tokens) const override {
    if (add_prefix_space_) prepend_spaces(tokens);
    if (use_regex_) GptSplit(GptPattern{}).apply(tokens);
    tokens.byte_level = true;
  }

 private:
  static void prepend_spaces(PreTokens& tokens) {
    bool needed = false;
    for (std::size_t i = 0; i < tokens.words.size(); ++i)
      needed = needed || !tokens.word(i).starts_with(' ');
    if (!needed) return;
    TextRewriter rewriter(tokens.text);
    std::vector<ByteSpan> moved;
    for (const ByteSpan word : tokens.words) {
      rewriter.skip(word.start - rewriter.position());
      const std::uint32_t begin = rewriter.written();
      if (rewriter.text()[word.start] != ' ') rewriter.emit(" ", rewriter.source_here());
      rewriter.copy(word.size());
      moved.push_back({begin, rewriter.written()});
    }
    tokens.text = rewriter.finish();
    tokens.words = std::move(moved);
  }

  bool add_prefix_space_;
  bool use_regex_;
};

}  // namespace

bool find_gpt_pattern(std::string_view pattern, GptPattern& switches) {
  struct Known {
    std::string_view pattern;
    GptPattern switches;
  };
  static constexpr Known kKnown[] = {
      {R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)", {false, 0}},
      {R"('(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)", {false, 0}},
      {R"('(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s)", {false, 0}},
      {R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
       {true, 3}},
      {R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)",
       {true, 3}},
      {R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s)",
       {true, 3}},
      {R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
       {true, 1}},
  };
  for (const Known& known : kKnown) {
    if (known.pattern != pattern) continue;
    switches = known.switches;
    return true;
  }
  return false;
}

void scan_gpt(std::string_view text, ByteSpan range, GptPattern pattern, std::vector<ByteSpan>& words) {
  Scanner scanner(text, range, words);
  if (pattern.modern) {
    scanner.scan_modern(pattern.most_digits);
  } else {
    scanner.scan_classic();
  }
}

PreTokenizerPtr make_known_split(std::string_view pattern, SplitBehavior behavior, bool invert) {
  GptPattern switches;
  // The patterns match every character, so what lies between matches is nothing; removing them would remove
  // all.
  const bool all_kept =
      behavior == SplitBehavior::kIsolated || (behavior == SplitBehavior::kRemoved && invert);
  if (!all_kept || !find_gpt_pattern(pattern, switches)) return nullptr;
  return std::make_unique<GptSplit>(switches);
}

PreTokenizerPtr make_byte_level(bool add_prefix_space, bool use_regex) {
  return std::make_unique<ByteLevel>(add_prefix_space, use_regex);
}

}  // namespace st
