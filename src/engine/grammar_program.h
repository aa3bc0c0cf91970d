#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/grammar_expression.h"

namespace st {

using ByteSet = std::bitset<256>;

// A context-free grammar over bytes, flat: the program of the pushdown automaton in grammar_matcher.h.
struct GrammarProgram {
  enum class Op : std::uint8_t { kEnd, kBytes, kRule };
  struct Element {
    Op op = Op::kEnd;
    std::uint32_t value = 0;  // kBytes: index of a byte set; kRule: of a rule
  };

  std::vector<Element> elements;  // alternatives one after the other, each closed by kEnd
  std::vector<std::vector<std::uint32_t>> alternatives;  // of each rule: where they start
  std::vector<ByteSet> byte_sets;
  std::uint32_t start = 0;
};

// Collects rules and makes the program. Thread rule: one thread at a time.
class GrammarBuilder {
 public:
  static constexpr std::size_t kMostElements = 400'000;
  static constexpr std::size_t kMostRules = 100'000;
  static constexpr std::size_t kMostRepeats = 10'000;

  std::uint32_t declare(std::string name);
  void define(std::uint32_t rule, const GrammarExpression& expression);

  // Error{kInput} where a rule calls itself before it has read a byte (left recursion, a repeated empty
  // text), where a rule can never end, or over a size limit.
  Result<GrammarProgram> build(std::uint32_t start);

 private:
  using Element = GrammarProgram::Element;
  using Alternative = std::vector<Element>;

  void lower(const GrammarExpression& expression, Alternative& out);
  void lower_class(const std::vector<CodeRange>& ranges, Alternative& out);
  void lower_repeat(const GrammarExpression& expression, Alternative& out);
  std::uint32_t helper_rule();
  void add_alternative(std::uint32_t rule, const Alternative& alternative);
  Element bytes(const ByteSet& set);
  std::vector<bool> derivable(bool with_bytes) const;
  Status check_left_recursion() const;
  void fail(std::string what);

  GrammarProgram program_;
  std::vector<std::string> names_;
  std::map<std::string, std::uint32_t> set_index_;
  std::map<std::vector<CodeRange>, std::uint32_t> class_rules_;
  std::string current_;
  std::string failure_;
};

}  // namespace st
