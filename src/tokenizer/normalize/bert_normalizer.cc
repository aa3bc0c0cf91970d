#include <array>

#include "base/unicode.h"
#include "tokenizer/normalize/normalizer.h"
#include "tokenizer/normalize/unicode_form.h"
#include "tokenizer/text/library_class.h"

namespace st {
namespace {

// The blocks that BERT's own code calls CJK.
bool is_chinese_char(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
         (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) ||
         (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

bool is_cleaned_away(char32_t c) {
  return is_in_library(c, kOtherOfBert);
}

class BertNormalizer : public Normalizer {
 public:
  explicit BertNormalizer(const BertNormalizerOptions& options) : options_(options) {
    for (unsigned c = 0; c < 128; ++c) {
      char to = static_cast<char>(c);
      if (options.clean_text && is_space(c)) to = ' ';
      if (options.lowercase && c >= 'A' && c <= 'Z') to = static_cast<char>(c + 32);
      ascii_[c] = to;
      kept_[c] = !(options.clean_text && is_cleaned_away(c));
    }
  }

  void apply(NormalizedText& text) const override {
    TextRewriter rewriter(text);
    std::string ascii;
    while (!rewriter.at_end()) {
      rewrite_ascii(rewriter, ascii);
      if (!rewriter.at_end()) rewrite_others(rewriter);
    }
    text = rewriter.finish();
  }

 private:
  // ASCII needs no more than a table, up to the next character that is dropped or is not ASCII.
  void rewrite_ascii(TextRewriter& rewriter, std::string& buffer) const {
    const std::string_view rest = rewriter.text().substr(rewriter.position());
    std::size_t end = 0;
    buffer.resize(rest.size() < kBlock ? rest.size() : kBlock);
    while (end < buffer.size() && static_cast<unsigned char>(rest[end]) < 0x80 &&
           kept_[static_cast<std::size_t>(rest[end])]) {
      buffer[end] = ascii_[static_cast<std::size_t>(rest[end])];
      ++end;
    }
    rewriter.replace_in_place(std::string_view(buffer).substr(0, end));
    if (end < rest.size() && static_cast<unsigned char>(rest[end]) < 0x80 &&
        !kept_[static_cast<std::size_t>(rest[end])]) {
      rewriter.skip(1);
    }
  }

  void rewrite_others(TextRewriter& rewriter) const {
    const std::string_view rest = rewriter.text().substr(rewriter.position());
    std::size_t end = 0;
    while (end < rest.size() && static_cast<unsigned char>(rest[end]) >= 0x80) ++end;
    const ByteSpan before = rewriter.source_behind();
    std::vector<AlignedChar> chars;
    rewriter.take(end, chars);
    if (options_.clean_text) clean(chars);
    if (options_.handle_chinese_chars) pad_chinese(chars, before);
    if (options_.strip_accents) strip_accents(chars, before);
    for (const AlignedChar& c : chars) emit(rewriter, c);
  }

  void emit(TextRewriter& rewriter, const AlignedChar& c) const {
    if (!options_.lowercase) return rewriter.emit(c.value, c.source);
    const LowerCase lower = full_lower(c.value);
    rewriter.emit(lower.first, c.source);
    if (lower.second != 0) rewriter.emit(lower.second, c.source);
  }

  static void clean(std::vector<AlignedChar>& chars) {
    std::erase_if(chars, [](const AlignedChar& c) { return is_cleaned_away(c.value); });
    for (AlignedChar& c : chars) {
      if (is_space(c.value)) c.value = U' ';
    }
  }

  static void pad_chinese(std::vector<AlignedChar>& chars, ByteSpan before) {
    bool any = false;
    for (const AlignedChar& c : chars) any = any || is_chinese_char(c.value);
    if (!any) return;
    std::vector<CharChange> changes;
    for (const AlignedChar& c : chars) {
      if (!is_chinese_char(c.value)) {
        changes.push_back({c.value, 0});
        continue;
      }
      changes.push_back({U' ', 0});
      changes.push_back({c.value, 1});
      changes.push_back({U' ', 1});
    }
    apply_changes(changes, before, chars);
  }

  static void strip_accents(std::vector<AlignedChar>& chars, ByteSpan before) {
    std::vector<CharChange> changes;
    decompose(chars, false, changes);
    apply_changes(changes, before, chars);
    std::erase_if(chars, [](const AlignedChar& c) { return is_in_library(c.value, kAccentOfBert); });
  }

  static constexpr std::size_t kBlock = 4096;

  BertNormalizerOptions options_;
  std::array<char, 128> ascii_{};
  std::array<bool, 128> kept_{};
};

}  // namespace

NormalizerPtr make_bert_normalizer(const BertNormalizerOptions& options) {
  return std::make_unique<BertNormalizer>(options);
}

}  // namespace st
