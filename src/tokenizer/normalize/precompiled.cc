#include <utf8proc.h>

#include <array>

#include "base/unicode.h"
#include "tokenizer/normalize/aligned_chars.h"
#include "tokenizer/normalize/chars_map.h"
#include "tokenizer/normalize/normalizer.h"

namespace st {
namespace {

bool is_ascii(char byte) {
  return static_cast<unsigned char>(byte) < 0x80;
}

// The end of the grapheme (UAX #29) that starts at `at`.
std::size_t grapheme_end(std::string_view text, std::size_t at) {
  CodePoint before = decode_utf8(text, at);
  at += before.size_bytes;
  utf8proc_int32_t state = 0;
  while (at < text.size()) {
    const CodePoint next = decode_utf8(text, at);
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(before.value),
                                         static_cast<utf8proc_int32_t>(next.value), &state)) {
      break;
    }
    at += next.size_bytes;
    before = next;
  }
  return at;
}

class Precompiled : public Normalizer {
 public:
  explicit Precompiled(CharsMap map) : map_(std::move(map)) {
    for (unsigned c = 0; c < 128; ++c) {
      const char byte = static_cast<char>(c);
      // A carriage return may be half of a grapheme.
      plain_[c] = c != '\r' && !map_.shortest(std::string_view(&byte, 1));
    }
  }

  void apply(NormalizedText& text) const override {
    const std::string_view view = text.view();
    std::size_t at = skip_plain(view, 0);
    if (at == view.size()) return;
    TextRewriter rewriter(text);
    while (at < view.size()) {
      rewriter.copy(at - rewriter.position());
      rewrite_segment(rewriter);
      at = skip_plain(view, rewriter.position());
    }
    rewriter.copy(view.size() - rewriter.position());
    text = rewriter.finish();
  }

 private:
  // Past the ASCII that the map leaves alone; stops one short of a character that may join it to one
  // grapheme.
  std::size_t skip_plain(std::string_view text, std::size_t at) const {
    while (at < text.size() && is_ascii(text[at]) && plain_[static_cast<std::size_t>(text[at])] &&
           (at + 1 == text.size() || is_ascii(text[at + 1]))) {
      ++at;
    }
    return at;
  }

  // Rewrites from the position to the next plain ASCII. The changes of the whole segment are counted
  // together, as the reference does: a removal is booked on the character before it. Where there is none,
  // at the very start of a text, the reference books it nowhere: all that follows stands for the character
  // before its own, so the segment is the whole text.
  void rewrite_segment(TextRewriter& rewriter) const {
    const std::string_view text = rewriter.text();
    const std::size_t begin = rewriter.position();
    std::size_t at = begin;
    std::vector<CharChange> changes;
    bool modified = false;
    std::size_t removed_first = 0;  // characters that go before any stays
    do {
      const std::size_t end = grapheme_end(text, at);
      modified |= rewrite_grapheme(text.substr(at, end - at), changes, removed_first);
      at = end;
    } while (at < text.size() && ((begin == 0 && removed_first > 0) || skip_plain(text, at) == at));
    if (!modified) return rewriter.copy(at - begin);
    const ByteSpan before = rewriter.source_behind();
    std::vector<AlignedChar> chars;
    rewriter.take(at - begin, chars);
    if (begin > 0) chars.erase(chars.begin(), chars.begin() + static_cast<std::ptrdiff_t>(removed_first));
    apply_changes(changes, before, chars);
    for (const AlignedChar& c : chars) rewriter.emit(c.value, c.source);
  }

  bool rewrite_grapheme(std::string_view grapheme, std::vector<CharChange>& changes,
                        std::size_t& removed_first) const {
    constexpr std::size_t kLongestWholeMatch = 5;
    if (grapheme.size() <= kLongestWholeMatch) {
      if (const auto match = map_.shortest(grapheme)) {
        replace(grapheme, match->replacement, changes, removed_first);
        return true;
      }
    }
    bool modified = false;
    for (std::size_t at = 0; at < grapheme.size();) {
      const CodePoint point = decode_utf8(grapheme, at);
      const std::string_view part = grapheme.substr(at, point.size_bytes);
      if (const auto match = map_.shortest(part)) {
        replace(part, match->replacement, changes, removed_first);
        modified = true;
      } else {
        changes.push_back({point.value, 0});
      }
      at += point.size_bytes;
    }
    return modified;
  }

  static void replace(std::string_view old_part, std::string_view new_part,
                      std::vector<CharChange>& changes, std::size_t& removed_first) {
    for (std::size_t at = 0; at < new_part.size();) {
      const CodePoint point = decode_utf8(new_part, at);
      changes.push_back({point.value, 0});
      at += point.size_bytes;
    }
    const int difference =
        static_cast<int>(count_characters(new_part)) - static_cast<int>(count_characters(old_part));
    for (int i = 0; i < difference; ++i)
      changes[changes.size() - 1 - static_cast<std::size_t>(i)].change = 1;
    if (difference >= 0) return;
    if (changes.empty()) {
      removed_first += static_cast<std::size_t>(-difference);
    } else {
      changes.back().change += difference;
    }
  }

  CharsMap map_;
  std::array<bool, 128> plain_{};
};

}  // namespace

Result<NormalizerPtr> make_precompiled(std::string_view charsmap) {
  ST_ASSIGN_OR_RETURN(CharsMap map, CharsMap::parse(charsmap));
  return NormalizerPtr(std::make_unique<Precompiled>(std::move(map)));
}

}  // namespace st
