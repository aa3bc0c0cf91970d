#include "base/unicode.h"
#include "tokenizer/split/pre_tokenizer.h"

namespace st {
namespace {

// Spaces become `replacement`, one is put in front where the scheme says so, and words begin at each.
class Metaspace : public PreTokenizer {
 public:
  Metaspace(char32_t replacement, PrependScheme scheme, bool split) : scheme_(scheme), split_(split) {
    append_utf8(replacement_, replacement);
  }

  void apply(PreTokens& tokens) const override {
    TextRewriter rewriter(tokens.text);
    std::vector<ByteSpan> pieces = tokens.next_words();
    pieces.reserve(tokens.words.size() + tokens.text.size() / 6);
    for (const ByteSpan word : tokens.words) rewrite_word(rewriter, word, pieces);
    tokens.text = rewriter.finish();
    tokens.set_words(std::move(pieces));
  }

 private:
  void rewrite_word(TextRewriter& rewriter, ByteSpan word, std::vector<ByteSpan>& pieces) const {
    rewriter.skip(word.start - rewriter.position());
    const std::string_view text = rewriter.text().substr(0, word.end);
    std::uint32_t begin = rewriter.written();
    const bool has_prefix = text[word.start] == ' ' || text.substr(word.start).starts_with(replacement_);
    if (!has_prefix && prepends_at(rewriter)) rewriter.emit(replacement_, rewriter.source_here());
    while (rewriter.position() < word.end) {
      const std::size_t next = find_separator(text, rewriter.position());
      rewriter.copy(next - rewriter.position());
      if (next == word.end) break;
      if (split_ && rewriter.written() > begin) {
        pieces.push_back({begin, rewriter.written()});
        begin = rewriter.written();
      }
      copy_separator(rewriter);
    }
    if (rewriter.written() > begin) pieces.push_back({begin, rewriter.written()});
  }

  bool prepends_at(TextRewriter& rewriter) const {
    if (scheme_ == PrependScheme::kAlways) return true;
    // First: only the word that the original text begins with.
    return scheme_ == PrependScheme::kFirst && rewriter.source_here().start == 0;
  }

  std::size_t find_separator(std::string_view text, std::size_t at) const {
    for (; at < text.size(); ++at) {
      if (text[at] == ' ' || (text[at] == replacement_[0] && text.substr(at).starts_with(replacement_)))
        return at;
    }
    return text.size();
  }

  void copy_separator(TextRewriter& rewriter) const {
    if (rewriter.text()[rewriter.position()] != ' ') return rewriter.copy(replacement_.size());
    const ByteSpan source = rewriter.source_here();
    rewriter.skip(1);
    rewriter.emit(replacement_, source);
  }

  std::string replacement_;
  PrependScheme scheme_;
  bool split_;
};

}  // namespace

PreTokenizerPtr make_metaspace(char32_t replacement, PrependScheme scheme, bool split) {
  return std::make_unique<Metaspace>(replacement, scheme, split);
}

}  // namespace st
