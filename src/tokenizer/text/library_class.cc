#include "tokenizer/text/library_class.h"

#include <algorithm>
#include <array>

#include "tokenizer/text/library_class_table.h"

namespace st {
namespace {

constexpr std::size_t kClasses = 7;
constexpr char32_t kTableEnd = 0x20000;

struct Table {
  std::array<std::uint8_t, kTableEnd> bits{};

  Table() {
    for (std::size_t bit = 0; bit < kClasses; ++bit) {
      for (const CodePointRange& range : library_ranges(bit)) mark(range, 1, 1u << bit);
    }
    for (const LowerRun& run : lower_runs()) mark({run.first, run.last}, run.step, kHasLower);
    bits[0x130] |= kHasLower;
  }

  void mark(CodePointRange range, std::uint32_t step, std::uint32_t bit) {
    for (char32_t c = range.first; c <= range.last && c < kTableEnd; c += step)
      bits[c] = static_cast<std::uint8_t>(bits[c] | bit);
  }
};

// Above the table no letter has a lower case.
std::uint8_t search(char32_t value) {
  std::uint32_t bits = 0;
  for (std::size_t bit = 0; bit < kClasses; ++bit) {
    const auto ranges = library_ranges(bit);
    const auto after =
        std::upper_bound(ranges.begin(), ranges.end(), value,
                         [](char32_t c, const CodePointRange& range) { return c < range.first; });
    if (after != ranges.begin() && value <= (after - 1)->last) bits |= 1u << bit;
  }
  return static_cast<std::uint8_t>(bits);
}

}  // namespace

std::uint8_t library_bits(char32_t value) {
  static const Table table;
  return value < kTableEnd ? table.bits[value] : search(value);
}

LowerCase full_lower(char32_t value) {
  if (!is_in_library(value, kHasLower)) return {value, 0};
  if (value == 0x130) return {U'i', 0x307};
  const auto runs = lower_runs();
  const auto after = std::upper_bound(runs.begin(), runs.end(), value,
                                      [](char32_t c, const LowerRun& run) { return c < run.first; });
  const LowerRun& run = *(after - 1);
  return {static_cast<char32_t>(static_cast<std::int32_t>(value) + run.distance), 0};
}

}  // namespace st
