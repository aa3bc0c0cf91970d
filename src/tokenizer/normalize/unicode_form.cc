#include "tokenizer/normalize/unicode_form.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "base/unicode.h"
#include "tokenizer/normalize/normalizer.h"
#include "tokenizer/text/library_class.h"

namespace st {
namespace {

int combining_class(char32_t value) {
  if (is_in_library(value, kUnknownForm)) return 0;
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(value))->combining_class;
}

// Composition of two characters, or 0. Canonical decompositions are never longer than two steps, so a pair
// is all that the algorithm ever needs.
char32_t compose_pair(char32_t first, char32_t second) {
  std::array<utf8proc_int32_t, 2> pair{static_cast<utf8proc_int32_t>(first),
                                       static_cast<utf8proc_int32_t>(second)};
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  if (utf8proc_normalize_utf32(pair.data(), 2, options) != 1) return 0;
  const auto joined = static_cast<char32_t>(pair[0]);
  return is_in_library(joined, kUnknownForm) ? 0 : joined;
}

bool is_hangul_syllable(char32_t value) {
  return value >= 0xAC00 && value < 0xAC00 + 11172;
}

// A character that no normalisation form of this kind changes, moves, or joins with what stands before it.
class Inert {
 public:
  explicit Inert(UnicodeForm form)
      : composing_(form == UnicodeForm::kNfc || form == UnicodeForm::kNfkc),
        compatibility_(form == UnicodeForm::kNfkc || form == UnicodeForm::kNfkd) {}

  bool operator()(char32_t value) const {
    if (value < 0x80) return true;
    if (value < 0xC0 && !compatibility_) return true;
    if (is_hangul_syllable(value)) return composing_;
    if (value >= 0x1160 && value <= 0x11FF)
      return false;  // vowels and tails join by arithmetic, not by table
    if (is_in_library(value, kUnknownForm)) return true;
    const utf8proc_property_t* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(value));
    if (property->combining_class != 0) return false;
    const bool joins_backward = property->comb_index != UINT16_MAX && property->comb_index >= 0x8000;
    if (composing_ && joins_backward) return false;
    if (property->decomp_seqindex == UINT16_MAX) return true;
    if (property->decomp_type != 0) return !compatibility_;
    return composing_ && !property->comp_exclusion && recomposes(value, compatibility_);
  }

 private:
  static bool recomposes(char32_t value, bool compatibility) {
    std::array<utf8proc_int32_t, 8> parts{};
    int boundary = 0;
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                                        (compatibility ? UTF8PROC_COMPAT : 0));
    const auto count =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(value), parts.data(), 8, options, &boundary);
    if (count < 2 || count > 8) return false;
    char32_t joined = static_cast<char32_t>(parts[0]);
    for (utf8proc_ssize_t i = 1; i < count && joined != 0; ++i) {
      joined = compose_pair(joined, static_cast<char32_t>(parts[static_cast<std::size_t>(i)]));
    }
    return joined == value;
  }

  bool composing_;
  bool compatibility_;
};

void order_marks(std::vector<CharChange>& chars) {
  for (std::size_t i = 0; i < chars.size();) {
    if (combining_class(chars[i].value) == 0) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < chars.size() && combining_class(chars[end].value) != 0) ++end;
    std::stable_sort(chars.begin() + static_cast<std::ptrdiff_t>(i),
                     chars.begin() + static_cast<std::ptrdiff_t>(end),
                     [](const CharChange& a, const CharChange& b) {
                       return combining_class(a.value) < combining_class(b.value);
                     });
    i = end;
  }
}

class UnicodeFormNormalizer : public Normalizer {
 public:
  explicit UnicodeFormNormalizer(UnicodeForm form) : form_(form), inert_(form) {}

  void apply(NormalizedText& text) const override {
    const std::string_view view = text.view();
    std::size_t last_start = 0;
    std::size_t found = next_active(view, 0, last_start);
    if (found >= view.size()) return;
    TextRewriter rewriter(text);
    while (found < view.size()) {
      rewriter.copy(last_start - rewriter.position());
      rewrite_segment(rewriter, segment_end(view, found) - last_start);
      found = next_active(view, rewriter.position(), last_start);
    }
    rewriter.copy(view.size() - rewriter.position());
    text = rewriter.finish();
  }

 private:
  // The first character from `from` that is not inert, and where a segment around it has to start: at the
  // character before it, which it may join.
  std::size_t next_active(std::string_view text, std::size_t from, std::size_t& segment_start) const {
    segment_start = from;
    for (std::size_t at = from; at < text.size();) {
      if (static_cast<unsigned char>(text[at]) < 0x80) {
        segment_start = at++;
        continue;
      }
      const CodePoint point = decode_utf8(text, at);
      if (!inert_(point.value)) return at;
      segment_start = at;
      at += point.size_bytes;
    }
    return text.size();
  }

  std::size_t segment_end(std::string_view text, std::size_t at) const {
    while (at < text.size()) {
      const CodePoint point = decode_utf8(text, at);
      if (inert_(point.value)) break;
      at += point.size_bytes;
    }
    return at;
  }

  void rewrite_segment(TextRewriter& rewriter, std::size_t size) const {
    std::vector<AlignedChar> chars;
    const ByteSpan before = rewriter.source_behind();
    rewriter.take(size, chars);
    std::vector<CharChange> changes;
    decompose(chars, form_ == UnicodeForm::kNfkc || form_ == UnicodeForm::kNfkd, changes);
    if (form_ == UnicodeForm::kNfc || form_ == UnicodeForm::kNfkc) compose(changes);
    apply_changes(changes, before, chars);
    for (const AlignedChar& c : chars) rewriter.emit(c.value, c.source);
  }

  UnicodeForm form_;
  Inert inert_;
};

}  // namespace

void decompose(const std::vector<AlignedChar>& input, bool compatibility, std::vector<CharChange>& output) {
  int options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
  if (compatibility) options |= UTF8PROC_COMPAT;
  std::array<utf8proc_int32_t, 32> parts{};
  for (const AlignedChar& c : input) {
    if (is_in_library(c.value, kUnknownForm)) {
      output.push_back({c.value, 0});
      continue;
    }
    int boundary = 0;
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c.value), parts.data(), 32,
                                static_cast<utf8proc_option_t>(options), &boundary);
    if (count < 1 || count > 32) {
      output.push_back({c.value, 0});
      continue;
    }
    for (utf8proc_ssize_t i = 0; i < count; ++i) {
      output.push_back({static_cast<char32_t>(parts[static_cast<std::size_t>(i)]), i > 0 ? 1 : 0});
    }
  }
  order_marks(output);
}

void compose(std::vector<CharChange>& chars) {
  constexpr std::size_t kNone = SIZE_MAX;
  std::size_t starter = kNone;
  int last_class = -1;  // of what stands between the starter and the present character; -1: nothing does
  std::size_t written = 0;
  for (const CharChange c : chars) {
    const int present = combining_class(c.value);
    if (starter != kNone && last_class < present) {
      if (const char32_t joined = compose_pair(chars[starter].value, c.value); joined != 0) {
        chars[starter].value = joined;
        chars[starter].change += c.change - 1;
        continue;
      }
    }
    if (present == 0) {
      starter = written;
      last_class = -1;
    } else {
      last_class = present;
    }
    chars[written++] = c;
  }
  chars.resize(written);
}

NormalizerPtr make_unicode_form(UnicodeForm form) {
  return std::make_unique<UnicodeFormNormalizer>(form);
}

}  // namespace st
