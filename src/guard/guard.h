#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace st {

// Whether a statement may stand on its evidence.
struct Verdict {
  bool supported = false;
  double score = 0.0;                // 0 to 1; supported means kSupportThreshold or more
  std::vector<std::string> reasons;  // what speaks against it, gravest first; empty where nothing does
};

inline constexpr double kSupportThreshold = 0.5;

// The fabrication guard: holds a statement against the passages it cites and says what the passages do not.
// Needs no model: it reads numbers, negations, modality, actors and conditions out of both and compares
// them (docs/design/guard.md). Evidence may be raw story text ("As a patient I want ..."); passages are in
// the order in which they came true. Thread rule: check() is safe from any number of threads and depends on
// nothing but its arguments.
class Guard {
 public:
  Verdict check(std::string_view statement, std::span<const std::string> evidence) const;
};

}  // namespace st
