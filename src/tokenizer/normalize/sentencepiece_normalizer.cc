#include "tokenizer/normalize/sentencepiece_normalizer.h"

#include "base/unicode.h"

namespace st {
namespace {

constexpr std::string_view kSpaceSymbol = "\u2581";

class SentencePieceNormalizer : public Normalizer {
 public:
  explicit SentencePieceNormalizer(SentencePieceRules rules) : rules_(std::move(rules)) {}

  void apply(NormalizedText& text) const override {
    TextRewriter rewriter(text);
    if (rules_.remove_extra_whitespaces) skip_leading_spaces(rewriter);
    if (rules_.add_dummy_prefix && !rules_.treat_whitespace_as_suffix && !rewriter.at_end())
      add_space(rewriter, true);
    bool after_space = rules_.remove_extra_whitespaces;
    while (!rewriter.at_end()) {
      copy_plain(rewriter, after_space);
      if (!rewriter.at_end()) rewrite_one(rewriter, after_space);
    }
    if (rules_.remove_extra_whitespaces) rewriter.trim_end(space_symbol());
    if (rules_.add_dummy_prefix && rules_.treat_whitespace_as_suffix && rewriter.written() > 0)
      add_space(rewriter, false);
    text = rewriter.finish();
  }

 private:
  struct Prefix {
    std::string_view replacement;
    std::size_t size_bytes;
  };

  Prefix normalize_prefix(std::string_view rest) const {
    if (const auto match = rules_.chars_map.longest(rest)) return {match->replacement, match->size_bytes};
    const CodePoint point = decode_utf8(rest, 0);
    if (!point.valid) return {"\uFFFD", 1};
    return {rest.substr(0, point.size_bytes), point.size_bytes};
  }

  void skip_leading_spaces(TextRewriter& rewriter) const {
    while (!rewriter.at_end()) {
      const Prefix prefix = normalize_prefix(rewriter.text().substr(rewriter.position()));
      if (prefix.replacement != " ") return;
      rewriter.skip(prefix.size_bytes);
    }
  }

  std::string_view space_symbol() const {
    return rules_.escape_whitespaces ? kSpaceSymbol : std::string_view(" ");
  }

  void add_space(TextRewriter& rewriter, bool before) const {
    const std::uint32_t at =
        before ? (rewriter.at_end() ? 0 : rewriter.source_here().start) : rewriter.source_behind().end;
    rewriter.emit(space_symbol(), {at, at});
  }

  // Letters and digits of ASCII that no map touches are the bulk of most texts. Maps in use leave a letter
  // alone unless a mark follows it, so the run stops one short of anything that is not ASCII.
  void copy_plain(TextRewriter& rewriter, bool& after_space) const {
    const std::string_view text = rewriter.text();
    const std::size_t begin = rewriter.position();
    std::size_t end = begin;
    while (end < text.size() && text[end] > ' ' && text[end] < 0x7F &&
           (end + 1 >= text.size() || text[end + 1] > 0) && !rules_.chars_map.shortest(text.substr(end))) {
      ++end;
    }
    if (end == begin) return;
    rewriter.copy(end - begin);
    after_space = false;
  }

  void rewrite_one(TextRewriter& rewriter, bool& after_space) const {
    const std::string_view text = rewriter.text();
    const std::size_t begin = rewriter.position();
    Prefix prefix = normalize_prefix(text.substr(begin));
    const bool copied = prefix.replacement.data() == text.data() + begin && prefix.replacement != " ";
    if (copied) {
      rewriter.copy(prefix.size_bytes);
      after_space = false;
      return;
    }
    const std::uint32_t start = rewriter.source_here().start;
    rewriter.skip(prefix.size_bytes);
    const ByteSpan source{start, rewriter.source_behind().end};
    std::string_view left = prefix.replacement;
    while (after_space && left.starts_with(' ')) left.remove_prefix(1);
    emit_escaped(rewriter, left, source);
    if (!left.empty()) after_space = left.ends_with(' ');
    if (!rules_.remove_extra_whitespaces) after_space = false;
  }

  void emit_escaped(TextRewriter& rewriter, std::string_view text, ByteSpan source) const {
    while (!text.empty()) {
      const std::size_t space = rules_.escape_whitespaces ? text.find(' ') : std::string_view::npos;
      rewriter.emit(text.substr(0, space), source);
      if (space == std::string_view::npos) return;
      rewriter.emit(kSpaceSymbol, source);
      text.remove_prefix(space + 1);
    }
  }

  SentencePieceRules rules_;
};

}  // namespace

NormalizerPtr make_sentencepiece_normalizer(SentencePieceRules rules) {
  return std::make_unique<SentencePieceNormalizer>(std::move(rules));
}

}  // namespace st
