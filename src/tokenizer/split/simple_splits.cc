// The stages that cut by a rule of a line or two.
#include <algorithm>

#include "base/unicode.h"
#include "tokenizer/split/splitting.h"
#include "tokenizer/text/byte_chars.h"
#include "tokenizer/text/char_class.h"
#include "tokenizer/text/library_class.h"

namespace st {
namespace {

bool is_bert_punctuation(char32_t c) {
  return is_in_library(c, kPunctuationOfBert);
}

// A match is one character of a class. A byte-level word is a row of characters, one a byte, and so needs
// no more than a table.
template <typename Class>
class ClassSplit : public PreTokenizer {
 public:
  ClassSplit(Class in_class, SplitBehavior behavior) : in_class_(in_class), behavior_(behavior) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      shown_bytes_[byte] = in_class(char_of_byte(static_cast<unsigned char>(byte)));
      ascii_[byte] = byte < 128 && in_class(byte);
    }
  }

  void apply(PreTokens& tokens) const override {
    std::vector<ByteSpan> pieces = tokens.next_words();
    const std::string_view text = tokens.text.view();
    for (const ByteSpan word : tokens.words) {
      if (tokens.byte_level) {
        cut(word, pieces,
            [&](std::uint32_t at, std::uint32_t&) { return shown_bytes_[byte_at(text, at)]; });
      } else {
        cut(word, pieces, [&](std::uint32_t at, std::uint32_t& size) { return matches(text, at, size); });
      }
    }
    tokens.set_words(std::move(pieces));
  }

 private:
  static unsigned char byte_at(std::string_view text, std::uint32_t at) {
    return static_cast<unsigned char>(text[at]);
  }

  bool matches(std::string_view text, std::uint32_t at, std::uint32_t& size) const {
    if (byte_at(text, at) < 128) return ascii_[byte_at(text, at)];
    const CodePoint point = decode_utf8(text, at);
    size = static_cast<std::uint32_t>(point.size_bytes);
    return in_class_(point.value);
  }

  // matches_at(at, size) tells of the character at `at` and sets its size where it is not 1.
  template <typename MatchesAt>
  void cut(ByteSpan word, std::vector<ByteSpan>& pieces, MatchesAt matches_at) const {
    std::uint32_t begin = word.start;
    bool last = false;
    for (std::uint32_t at = word.start; at < word.end;) {
      std::uint32_t size = 1;
      const bool in = matches_at(at, size);
      const bool cuts = at > begin && (behavior_ == SplitBehavior::kContiguous ? in != last : in || last);
      if (cuts) {
        if (!(last && behavior_ == SplitBehavior::kRemoved)) pieces.push_back({begin, at});
        begin = at;
      }
      last = in;
      at += size;
    }
    if (begin < word.end && !(last && behavior_ == SplitBehavior::kRemoved))
      pieces.push_back({begin, word.end});
  }

  Class in_class_;
  SplitBehavior behavior_;
  bool shown_bytes_[256] = {};
  bool ascii_[256] = {};
};

// The behaviours that join a match to a neighbour.
template <typename Class>
class JoiningClassSplit : public SplittingPreTokenizer {
 public:
  JoiningClassSplit(Class in_class, SplitBehavior behavior)
      : SplittingPreTokenizer(behavior, false), in_class_(in_class) {}

 protected:
  void find(std::string_view word, std::vector<ByteSpan>& matches) const override {
    for (std::uint32_t at = 0; at < word.size();) {
      const CodePoint point = decode_utf8(word, at);
      const auto end = at + static_cast<std::uint32_t>(point.size_bytes);
      if (in_class_(point.value)) matches.push_back({at, end});
      at = end;
    }
  }

 private:
  Class in_class_;
};

template <typename Class>
PreTokenizerPtr class_split(Class in_class, SplitBehavior behavior) {
  const bool joins =
      behavior == SplitBehavior::kMergedWithPrevious || behavior == SplitBehavior::kMergedWithNext;
  if (joins) return std::make_unique<JoiningClassSplit<Class>>(in_class, behavior);
  return std::make_unique<ClassSplit<Class>>(in_class, behavior);
}

class RegexSplit : public SplittingPreTokenizer {
 public:
  RegexSplit(Regex pattern, SplitBehavior behavior, bool invert)
      : SplittingPreTokenizer(behavior, invert), pattern_(std::move(pattern)) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      // Bytes that are not shown as themselves start with a byte over 127.
      const bool itself = byte > 32 && byte < 127;
      matching_[byte] = pattern_.may_start_with(itself ? static_cast<unsigned char>(byte) : 0xC4);
      if (invert) matching_[byte] = true;
    }
  }

 protected:
  void find(std::string_view word, std::vector<ByteSpan>& matches) const override {
    pattern_.find_all(word, matches);
  }
  const bool* matching_bytes() const override { return matching_; }

 private:
  Regex pattern_;
  bool matching_[256] = {};
};

class LiteralSplit : public SplittingPreTokenizer {
 public:
  LiteralSplit(std::string literal, SplitBehavior behavior, bool invert)
      : SplittingPreTokenizer(behavior, invert), literal_(std::move(literal)) {}

 protected:
  void find(std::string_view word, std::vector<ByteSpan>& matches) const override {
    if (literal_.empty()) return;
    const auto size = static_cast<std::uint32_t>(literal_.size());
    for (std::size_t at = word.find(literal_); at != std::string_view::npos;
         at = word.find(literal_, at + size)) {
      matches.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at) + size});
    }
  }

 private:
  std::string literal_;
};

// \w+|[^\w\s]+
class WordsAndSymbols : public SplittingPreTokenizer {
 public:
  WordsAndSymbols() : SplittingPreTokenizer(SplitBehavior::kRemoved, true) {}

 protected:
  void find(std::string_view word, std::vector<ByteSpan>& matches) const override {
    enum { kNone, kWord, kOther } last = kNone;
    for (std::uint32_t at = 0; at < word.size();) {
      const CodePoint point = decode_utf8(word, at);
      const auto end = at + static_cast<std::uint32_t>(point.size_bytes);
      const auto kind = is_in_library(point.value, kWordOfSplit) ? kWord
                        : has_bits(point.value, kSpace)          ? kNone
                                                                 : kOther;
      if (kind != kNone && kind == last) {
        matches.back().end = end;
      } else if (kind != kNone) {
        matches.push_back({at, end});
      }
      last = kind;
      at = end;
    }
  }
};

// White space goes, every punctuation character is a word of its own: BERT's two stages in one pass.
class BertSplit : public PreTokenizer {
 public:
  BertSplit() {
    for (char32_t c = 0; c < 128; ++c) ascii_[c] = kind_of(c);
  }

  void apply(PreTokens& tokens) const override {
    std::vector<ByteSpan> pieces = tokens.next_words();
    pieces.reserve(tokens.text.size() / 4);
    for (const ByteSpan word : tokens.words) cut(tokens.text.view(), word, pieces);
    tokens.set_words(std::move(pieces));
  }

 private:
  enum Kind : std::uint8_t { kInside, kGap, kAlone };

  static Kind kind_of(char32_t c) {
    if (has_bits(c, kSpace)) return kGap;
    return is_bert_punctuation(c) ? kAlone : kInside;
  }

  void cut(std::string_view text, ByteSpan word, std::vector<ByteSpan>& pieces) const {
    std::uint32_t begin = word.start;
    for (std::uint32_t at = word.start; at < word.end;) {
      const auto byte = static_cast<unsigned char>(text[at]);
      std::uint32_t size = 1;
      Kind kind = kInside;
      if (byte < 128) {
        kind = ascii_[byte];
      } else {
        const CodePoint point = decode_utf8(text, at);
        size = static_cast<std::uint32_t>(point.size_bytes);
        kind = kind_of(point.value);
      }
      if (kind != kInside) {
        if (begin < at) pieces.push_back({begin, at});
        if (kind == kAlone) pieces.push_back({at, at + size});
        begin = at + size;
      }
      at += size;
    }
    if (begin < word.end) pieces.push_back({begin, word.end});
  }

  Kind ascii_[128];
};

class FixedLength : public SplittingPreTokenizer {
 public:
  explicit FixedLength(std::size_t chars)
      : SplittingPreTokenizer(SplitBehavior::kIsolated, false), chars_(std::max<std::size_t>(chars, 1)) {}

 protected:
  void find(std::string_view word, std::vector<ByteSpan>& matches) const override {
    std::size_t count = 0;
    for (std::uint32_t at = 0; at < word.size();) {
      const auto end = at + static_cast<std::uint32_t>(decode_utf8(word, at).size_bytes);
      if (count++ % chars_ == 0) {
        matches.push_back({at, end});
      } else {
        matches.back().end = end;
      }
      at = end;
    }
  }

 private:
  std::size_t chars_;
};

class Sequence : public PreTokenizer {
 public:
  explicit Sequence(std::vector<PreTokenizerPtr> parts) : parts_(std::move(parts)) {}
  void apply(PreTokens& tokens) const override {
    for (const PreTokenizerPtr& part : parts_) part->apply(tokens);
  }

 private:
  std::vector<PreTokenizerPtr> parts_;
};

}  // namespace

PreTokenizerPtr make_regex_split(Regex pattern, SplitBehavior behavior, bool invert) {
  return std::make_unique<RegexSplit>(std::move(pattern), behavior, invert);
}
PreTokenizerPtr make_literal_split(std::string literal, SplitBehavior behavior, bool invert) {
  return std::make_unique<LiteralSplit>(std::move(literal), behavior, invert);
}
PreTokenizerPtr make_whitespace() {
  return std::make_unique<WordsAndSymbols>();
}
PreTokenizerPtr make_whitespace_split() {
  return class_split([](char32_t c) { return has_bits(c, kSpace); }, SplitBehavior::kRemoved);
}
PreTokenizerPtr make_bert_split() {
  return std::make_unique<BertSplit>();
}
PreTokenizerPtr make_punctuation(SplitBehavior behavior) {
  return class_split(is_bert_punctuation, behavior);
}
PreTokenizerPtr make_digits(bool individual) {
  const auto is_numeric = [](char32_t c) { return is_in_library(c, kNumeric); };
  return class_split(is_numeric, individual ? SplitBehavior::kIsolated : SplitBehavior::kContiguous);
}
PreTokenizerPtr make_delimiter_split(char32_t delimiter) {
  return class_split([delimiter](char32_t c) { return c == delimiter; }, SplitBehavior::kRemoved);
}
PreTokenizerPtr make_fixed_length(std::size_t chars) {
  return std::make_unique<FixedLength>(chars);
}
PreTokenizerPtr make_sequence(std::vector<PreTokenizerPtr> parts) {
  return std::make_unique<Sequence>(std::move(parts));
}

}  // namespace st
