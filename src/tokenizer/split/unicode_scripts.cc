#include <algorithm>
#include <optional>

#include "base/unicode.h"
#include "tokenizer/split/script_table.h"
#include "tokenizer/split/splitting.h"

namespace st {
namespace {

// Nothing for characters that join any neighbour.
std::optional<std::uint32_t> script_of(char32_t c) {
  const auto ranges = script_ranges();
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), c,
                       [](char32_t value, const ScriptRange& range) { return value < range.first; });
  if (after == ranges.begin() || c > (after - 1)->last) return std::nullopt;
  return (after - 1)->script;
}

// Words begin where the script changes. What stands before the first character that has a script is lost,
// as in the HF library.
class UnicodeScripts : public SplittingPreTokenizer {
 public:
  UnicodeScripts() : SplittingPreTokenizer(SplitBehavior::kRemoved, true) {}

 protected:
  void find(std::string_view word, std::vector<ByteSpan>& matches) const override {
    std::optional<std::uint32_t> last;
    for (std::uint32_t at = 0; at < word.size();) {
      const CodePoint point = decode_utf8(word, at);
      const auto end = at + static_cast<std::uint32_t>(point.size_bytes);
      const auto script = script_of(point.value);
      if (script && script != last) {
        matches.push_back({at, end});
      } else if (!matches.empty()) {
        matches.back().end = end;
      }
      if (script) last = script;
      at = end;
    }
  }
};

}  // namespace

PreTokenizerPtr make_unicode_scripts() {
  return std::make_unique<UnicodeScripts>();
}

}  // namespace st
