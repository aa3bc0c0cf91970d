// The one-line stages: lower case, accents, strip, nmt, prepend, replace, byte level, sequence.
#include "base/unicode.h"
#include "tokenizer/normalize/normalizer.h"
#include "tokenizer/text/byte_chars.h"
#include "tokenizer/text/library_class.h"

namespace st {
namespace {

class Lowercase : public Normalizer {
 public:
  void apply(NormalizedText& text) const override {
    TextRewriter rewriter(text);
    const std::string_view view = rewriter.text();
    std::string ascii;
    while (!rewriter.at_end()) {
      std::size_t end = rewriter.position();
      ascii.clear();
      for (; end < view.size() && static_cast<unsigned char>(view[end]) < 0x80; ++end) {
        const char c = view[end];
        ascii.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
      }
      rewriter.replace_in_place(ascii);
      if (!rewriter.at_end()) lower_one(rewriter);
    }
    text = rewriter.finish();
  }

 private:
  static void lower_one(TextRewriter& rewriter) {
    const CodePoint point = decode_utf8(rewriter.text(), rewriter.position());
    const LowerCase lower = full_lower(point.value);
    if (lower.first == point.value) return rewriter.copy(point.size_bytes);
    const ByteSpan source = rewriter.source_here();
    rewriter.skip(point.size_bytes);
    rewriter.emit(lower.first, source);
    if (lower.second != 0) rewriter.emit(lower.second, source);
  }
};

// Drops the characters that `Drop` names and copies the rest.
template <typename Drop>
void drop_chars(NormalizedText& text, Drop drop) {
  TextRewriter rewriter(text);
  const std::string_view view = rewriter.text();
  bool dropped = false;
  std::size_t at = 0;
  while (at < view.size()) {
    const CodePoint point = decode_utf8(view, at);
    if (drop(point.value)) {
      rewriter.copy(at - rewriter.position());
      rewriter.skip(point.size_bytes);
      dropped = true;
    }
    at += point.size_bytes;
  }
  if (!dropped) return;
  rewriter.copy(view.size() - rewriter.position());
  text = rewriter.finish();
}

class StripAccents : public Normalizer {
 public:
  void apply(NormalizedText& text) const override {
    drop_chars(text, [](char32_t value) { return value >= 0x300 && is_in_library(value, kAccent); });
  }
};

class Strip : public Normalizer {
 public:
  Strip(bool left, bool right) : left_(left), right_(right) {}

  void apply(NormalizedText& text) const override {
    const std::string_view view = text.view();
    std::size_t begin = 0;
    std::size_t end = view.size();
    while (left_ && begin < end) {
      const CodePoint point = decode_utf8(view, begin);
      if (!is_space(point.value)) break;
      begin += point.size_bytes;
    }
    while (right_ && end > begin) {
      std::size_t start = end - 1;
      while (start > begin && is_continuation(view[start])) --start;
      if (!is_space(decode_utf8(view, start).value)) break;
      end = start;
    }
    if (begin == 0 && end == view.size()) return;
    TextRewriter rewriter(text);
    rewriter.skip(begin);
    rewriter.copy(end - begin);
    text = rewriter.finish();
  }

 private:
  bool left_;
  bool right_;
};

class Nmt : public Normalizer {
 public:
  void apply(NormalizedText& text) const override {
    drop_chars(text, is_dropped);
    TextRewriter rewriter(text);
    const std::string_view view = rewriter.text();
    while (!rewriter.at_end()) {
      const CodePoint point = decode_utf8(view, rewriter.position());
      if (!becomes_space(point.value)) {
        rewriter.copy(point.size_bytes);
        continue;
      }
      const ByteSpan source = rewriter.source_here();
      rewriter.skip(point.size_bytes);
      rewriter.emit(U' ', source);
    }
    text = rewriter.finish();
  }

 private:
  static bool is_dropped(char32_t c) {
    return (c >= 0x1 && c <= 0x8) || c == 0xB || (c >= 0xE && c <= 0x1F) || c == 0x7F || c == 0x8F ||
           c == 0x9F;
  }
  static bool becomes_space(char32_t c) {
    return c == 0x9 || c == 0xA || c == 0xC || c == 0xD || c == 0x1680 || (c >= 0x200B && c <= 0x200F) ||
           c == 0x2028 || c == 0x2029 || c == 0x2581 || c == 0xFEFF || c == 0xFFFD;
  }
};

class Prepend : public Normalizer {
 public:
  explicit Prepend(std::string prefix) : prefix_(std::move(prefix)) {}

  void apply(NormalizedText& text) const override {
    if (text.size() == 0) return;
    TextRewriter rewriter(text);
    rewriter.emit(prefix_, rewriter.source_here());
    rewriter.copy(rewriter.text().size());
    text = rewriter.finish();
  }

 private:
  std::string prefix_;
};

class Replace : public Normalizer {
 public:
  Replace(std::string literal, std::string content)
      : literal_(std::move(literal)), content_(std::move(content)) {}

  void apply(NormalizedText& text) const override {
    const std::string_view view = text.view();
    std::size_t found = literal_.empty() ? std::string_view::npos : view.find(literal_);
    if (found == std::string_view::npos) return;
    TextRewriter rewriter(text);
    while (found != std::string_view::npos) {
      rewriter.copy(found - rewriter.position());
      rewriter.skip(literal_.size());
      rewriter.emit(content_, rewriter.source_behind());
      found = view.find(literal_, rewriter.position());
    }
    rewriter.copy(view.size() - rewriter.position());
    text = rewriter.finish();
  }

 private:
  std::string literal_;
  std::string content_;
};

class RegexReplace : public Normalizer {
 public:
  RegexReplace(Regex pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}

  void apply(NormalizedText& text) const override {
    std::vector<ByteSpan> matches;
    pattern_.find_all(text.view(), matches);
    if (matches.empty()) return;
    TextRewriter rewriter(text);
    for (const ByteSpan match : matches) {
      rewriter.copy(match.start - rewriter.position());
      rewriter.skip(match.size());
      rewriter.emit(content_, rewriter.source_behind());
    }
    rewriter.copy(rewriter.text().size() - rewriter.position());
    text = rewriter.finish();
  }

 private:
  Regex pattern_;
  std::string content_;
};

class ByteLevelNormalizer : public Normalizer {
 public:
  void apply(NormalizedText& text) const override {
    if (text.size() == 0) return;
    TextRewriter rewriter(text);
    while (!rewriter.at_end()) {
      const std::size_t size = decode_utf8(rewriter.text(), rewriter.position()).size_bytes;
      const ByteSpan source = rewriter.source_here();
      const std::string_view bytes = rewriter.text().substr(rewriter.position(), size);
      rewriter.skip(size);
      for (const char byte : bytes) rewriter.emit(char_of_byte(static_cast<unsigned char>(byte)), source);
    }
    text = rewriter.finish();
  }
};

class Sequence : public Normalizer {
 public:
  explicit Sequence(std::vector<NormalizerPtr> parts) : parts_(std::move(parts)) {}
  void apply(NormalizedText& text) const override {
    for (const NormalizerPtr& part : parts_) part->apply(text);
  }

 private:
  std::vector<NormalizerPtr> parts_;
};

}  // namespace

NormalizerPtr make_lowercase() {
  return std::make_unique<Lowercase>();
}
NormalizerPtr make_strip_accents() {
  return std::make_unique<StripAccents>();
}
NormalizerPtr make_strip(bool left, bool right) {
  return std::make_unique<Strip>(left, right);
}
NormalizerPtr make_nmt() {
  return std::make_unique<Nmt>();
}
NormalizerPtr make_prepend(std::string prefix) {
  return std::make_unique<Prepend>(std::move(prefix));
}
NormalizerPtr make_replace(std::string literal, std::string content) {
  return std::make_unique<Replace>(std::move(literal), std::move(content));
}
NormalizerPtr make_regex_replace(Regex pattern, std::string content) {
  return std::make_unique<RegexReplace>(std::move(pattern), std::move(content));
}
NormalizerPtr make_byte_level_normalizer() {
  return std::make_unique<ByteLevelNormalizer>();
}
NormalizerPtr make_sequence(std::vector<NormalizerPtr> parts) {
  return std::make_unique<Sequence>(std::move(parts));
}

}  // namespace st
