#include "render/wording_diff.h"

#include <algorithm>

#include "base/unicode.h"

namespace st {
namespace {

constexpr std::size_t kMostWords = 200;

struct Word {
  std::size_t start = 0;
  std::size_t end = 0;
  std::string key;  // lower case, without the stops around it
};

std::string key_of(std::string_view word) {
  constexpr std::string_view kStops = ".,;:!?\"'()";
  const std::size_t first = word.find_first_not_of(kStops);
  if (first == std::string_view::npos) return std::string(word);
  return to_lower(word.substr(first, word.find_last_not_of(kStops) - first + 1));
}

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \n\t", at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(" \n\t", at), text.size());
    words.push_back({at, end, key_of(text.substr(at, end - at))});
    at = end;
  }
  return words;
}

// For each word of `a`: does it stand in a longest common subsequence with `b`?
std::vector<bool> kept_words(const std::vector<Word>& a, const std::vector<Word>& b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> length((a.size() + 1) * width, 0);  // of the tails from (i, j)
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      length[i * width + j] = a[i].key == b[j].key
                                  ? length[(i + 1) * width + j + 1] + 1
                                  : std::max(length[(i + 1) * width + j], length[i * width + j + 1]);
    }
  }
  std::vector<bool> kept(a.size(), false);
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].key == b[j].key) {
      kept[i++] = true;
      ++j;
    } else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) {
      ++i;
    } else {
      ++j;
    }
  }
  return kept;
}

}  // namespace

std::vector<WordingPart> mark_gone_words(std::string_view earlier, std::string_view later) {
  const std::vector<Word> a = words_of(earlier);
  const std::vector<Word> b = words_of(later);
  const std::vector<WordingPart> plain = {{std::string(earlier), false}};
  if (a.empty() || a.size() > kMostWords || b.size() > kMostWords) return plain;
  const std::vector<bool> kept = kept_words(a, b);
  const auto gone = static_cast<std::size_t>(std::count(kept.begin(), kept.end(), false));
  if (gone == 0 || gone * 2 > a.size()) return plain;

  std::vector<WordingPart> parts;
  std::size_t done = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (kept[i]) continue;
    std::size_t last = i;
    while (last + 1 < a.size() && !kept[last + 1]) ++last;
    if (a[i].start > done) parts.push_back({std::string(earlier.substr(done, a[i].start - done)), false});
    done = a[last].end;
    parts.push_back({std::string(earlier.substr(a[i].start, done - a[i].start)), true});
    i = last;
  }
  if (done < earlier.size()) parts.push_back({std::string(earlier.substr(done)), false});
  return parts;
}

}  // namespace st
