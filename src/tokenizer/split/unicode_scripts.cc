#include "base/unicode.h"
#include "tokenizer/split/splitting.h"
#include "tokenizer/text/char_class.h"

namespace st {
namespace {

// A coarse script: enough to tell runs apart. 0 joins any neighbour.
std::uint32_t script_of(char32_t c) {
  if (c == ' ' || c == 0x30FC) return c == ' ' ? 0 : 1;
  if (!has_bits(c, std::uint32_t{kLetter} | kMark)) return 2;
  // Han, Hiragana and Katakana count as one.
  if ((c >= 0x2E80 && c <= 0x2FD5) || (c >= 0x3005 && c <= 0x30FF) || (c >= 0x31F0 && c <= 0x31FF) ||
      (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
      (c >= 0xFF66 && c <= 0xFF9D) || (c >= 0x1B000 && c <= 0x1B16F) || (c >= 0x20000 && c <= 0x323AF)) {
    return 1;
  }
  if ((c >= 0x1100 && c <= 0x11FF) || (c >= 0x3130 && c <= 0x318F) || (c >= 0xAC00 && c <= 0xD7FF))
    return 3;
  if (c < 0x250 || (c >= 0x1E00 && c <= 0x1EFF) || (c >= 0xFF21 && c <= 0xFF5A)) return 4;
  if ((c >= 0x370 && c <= 0x3FF) || (c >= 0x1F00 && c <= 0x1FFF)) return 5;
  if ((c >= 0x400 && c <= 0x52F) || (c >= 0x1C80 && c <= 0x1C8F) || (c >= 0x2DE0 && c <= 0x2DFF)) return 6;
  if ((c >= 0x600 && c <= 0x6FF) || (c >= 0x750 && c <= 0x77F) || (c >= 0xFB50 && c <= 0xFEFF)) return 7;
  // The other scripts stand in blocks of their own, 128 code points and up.
  return 0x100 + (c >> 7);
}

class UnicodeScripts : public SplittingPreTokenizer {
 public:
  UnicodeScripts() : SplittingPreTokenizer(SplitBehavior::kIsolated, false) {}

 protected:
  void find(std::string_view word, std::vector<ByteSpan>& matches) const override {
    std::uint32_t last = 0;
    for (std::uint32_t at = 0; at < word.size();) {
      const CodePoint point = decode_utf8(word, at);
      const auto end = at + static_cast<std::uint32_t>(point.size_bytes);
      const std::uint32_t script = script_of(point.value);
      if (matches.empty() || (script != 0 && last != 0 && script != last)) {
        matches.push_back({at, end});
      } else {
        matches.back().end = end;
      }
      if (script != 0) last = script;
      at = end;
    }
  }
};

}  // namespace

PreTokenizerPtr make_unicode_scripts() {
  return std::make_unique<UnicodeScripts>();
}

}  // namespace st
