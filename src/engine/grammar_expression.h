#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace st {

// Code points first to last, both included.
struct CodeRange {
  char32_t first = 0;
  char32_t last = 0;
  bool operator==(const CodeRange&) const = default;
  auto operator<=>(const CodeRange&) const = default;
};

// Right-hand side of a grammar rule, as BNF, JSON Schema and patterns are read into. A value type.
struct GrammarExpression {
  enum class Kind { kBytes, kClass, kSequence, kChoice, kRepeat, kRule };
  static constexpr std::size_t kUnlimited = SIZE_MAX;

  Kind kind = Kind::kSequence;           // no parts: the empty text
  std::string bytes;                     // kBytes
  std::vector<CodeRange> ranges;         // kClass: one code point in UTF-8; sorted or not
  std::vector<GrammarExpression> parts;  // kSequence, kChoice; kRepeat: one
  std::size_t least = 0, most = 0;       // kRepeat
  std::uint32_t rule = 0;                // kRule

  static GrammarExpression text(std::string bytes) {
    GrammarExpression made{Kind::kBytes, std::move(bytes), {}, {}, 0, 0, 0};
    return made;
  }
  static GrammarExpression one_of(std::vector<CodeRange> ranges) {
    return {Kind::kClass, {}, std::move(ranges), {}, 0, 0, 0};
  }
  static GrammarExpression sequence(std::vector<GrammarExpression> parts) {
    return {Kind::kSequence, {}, {}, std::move(parts), 0, 0, 0};
  }
  static GrammarExpression choice(std::vector<GrammarExpression> parts) {
    return {Kind::kChoice, {}, {}, std::move(parts), 0, 0, 0};
  }
  static GrammarExpression repeat(GrammarExpression part, std::size_t least, std::size_t most) {
    return {Kind::kRepeat, {}, {}, {std::move(part)}, least, most, 0};
  }
  static GrammarExpression of_rule(std::uint32_t rule) { return {Kind::kRule, {}, {}, {}, 0, 0, rule}; }
};

// The ranges sorted and joined; all code points but the surrogates that stand in none of them.
std::vector<CodeRange> normalised(std::vector<CodeRange> ranges);
std::vector<CodeRange> complement(const std::vector<CodeRange>& ranges);
// What stands in both.
std::vector<CodeRange> intersection(const std::vector<CodeRange>& a, const std::vector<CodeRange>& b);

}  // namespace st
