#include "engine/grammar_expression.h"

#include <algorithm>

namespace st {
namespace {

constexpr char32_t kLastCodePoint = 0x10FFFF;
constexpr CodeRange kSurrogates = {0xD800, 0xDFFF};

std::vector<CodeRange> gaps(const std::vector<CodeRange>& sorted) {
  std::vector<CodeRange> out;
  char32_t next = 0;
  for (const CodeRange& range : sorted) {
    if (range.first > next) out.push_back({next, range.first - 1});
    next = std::max<char32_t>(next, range.last + 1);
  }
  if (next <= kLastCodePoint) out.push_back({next, kLastCodePoint});
  return out;
}

}  // namespace

std::vector<CodeRange> normalised(std::vector<CodeRange> ranges) {
  std::sort(ranges.begin(), ranges.end());
  std::vector<CodeRange> out;
  for (const CodeRange& range : ranges) {
    if (range.first > range.last) continue;
    if (!out.empty() && range.first <= out.back().last + 1) {
      out.back().last = std::max(out.back().last, range.last);
    } else {
      out.push_back(range);
    }
  }
  return out;
}

std::vector<CodeRange> complement(const std::vector<CodeRange>& ranges) {
  std::vector<CodeRange> all = ranges;
  all.push_back(kSurrogates);
  return gaps(normalised(std::move(all)));
}

std::vector<CodeRange> intersection(const std::vector<CodeRange>& a, const std::vector<CodeRange>& b) {
  std::vector<CodeRange> outside = gaps(normalised(a));
  const std::vector<CodeRange> more = gaps(normalised(b));
  outside.insert(outside.end(), more.begin(), more.end());
  return gaps(normalised(std::move(outside)));
}

}  // namespace st
