#include "tokenizer/text/char_class.h"

#include <algorithm>
#include <array>

#include "tokenizer/text/category_table.h"

namespace st {
namespace {

std::uint16_t bits_of(Category category) {
  switch (category) {
    case kLu:
      return kUpper;
    case kLl:
      return kLower;
    case kLt:
      return kTitle;
    case kLm:
      return kLetterModifier;
    case kLo:
      return kLetterOther;
    case kMn:
      return kMark | kMarkNonspacing;
    case kMc:
    case kMe:
      return kMark;
    case kNd:
      return kDecimal;
    case kNl:
      return kLetterNumber;
    case kNo:
      return kNumberOther;
    case kPc:
      return kPunctuation | kConnector;
    case kPd:
    case kPs:
    case kPe:
    case kPi:
    case kPf:
    case kPo:
      return kPunctuation;
    case kSm:
    case kSc:
    case kSk:
    case kSo:
      return kSymbol;
    case kZs:
    case kZl:
    case kZp:
      return kSpace | kSeparator;
    case kCc:
      return kControl;
    case kCf:
    case kCo:
    case kCn:
      break;
  }
  return 0;
}

constexpr char32_t kTableEnd = 0x20000;

struct Table {
  std::array<std::uint16_t, kTableEnd> bits{};

  Table() {
    const auto runs = category_runs();
    for (std::size_t i = 0; i < runs.size() && runs[i].first < kTableEnd; ++i) {
      const char32_t end = i + 1 < runs.size() ? std::min(runs[i + 1].first, kTableEnd) : kTableEnd;
      std::fill(bits.begin() + runs[i].first, bits.begin() + end, bits_of(runs[i].category));
    }
    // White_Space has some controls too.
    for (char32_t c = 9; c <= 13; ++c) bits[c] |= kSpace;
    bits[0x85] |= kSpace;
  }
};

std::uint16_t search(char32_t value) {
  const auto runs = category_runs();
  const auto after = std::upper_bound(runs.begin(), runs.end(), value,
                                      [](char32_t c, const CategoryRun& run) { return c < run.first; });
  return bits_of((after - 1)->category);
}

}  // namespace

std::uint16_t char_bits(char32_t value) {
  static const Table table;
  return value < kTableEnd ? table.bits[value] : search(value);
}

}  // namespace st
