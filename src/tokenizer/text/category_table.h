#pragma once

#include <cstdint>
#include <span>

namespace st {

// The general categories of the Unicode database (UAX #44, table 12). Cn: unassigned.
enum Category : std::uint8_t {
  kLu,
  kLl,
  kLt,
  kLm,
  kLo,
  kMn,
  kMc,
  kMe,
  kNd,
  kNl,
  kNo,
  kPc,
  kPd,
  kPs,
  kPe,
  kPi,
  kPf,
  kPo,
  kSm,
  kSc,
  kSk,
  kSo,
  kZs,
  kZl,
  kZp,
  kCc,
  kCf,
  kCo,
  kCn
};

// Code points from `first` to the next run's first.
struct CategoryRun {
  char32_t first;
  Category category;
};

// Every code point, in order, from 0: Unicode 16, the version of the patterns of the HF library and of
// tiktoken. Surrogates belong to the run before them.
std::span<const CategoryRun> category_runs();

}  // namespace st
