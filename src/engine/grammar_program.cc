#include "engine/grammar_program.h"

#include <algorithm>
#include <array>

#include "base/unicode.h"

namespace st {
namespace {

// One path of byte ranges for the code points first to last, which encode to the same length.
using BytePath = std::vector<std::pair<std::uint8_t, std::uint8_t>>;

std::string encoded(char32_t value) {
  std::string text;
  append_utf8(text, value);
  return text;
}

// Splits until every byte but the last ones varies over its whole range: the usual construction of UTF-8
// automata (Thompson).
void split_range(char32_t first, char32_t last, std::vector<BytePath>& out) {
  for (const char32_t edge : {0x7F, 0x7FF, 0xD7FF, 0xDFFF, 0xFFFF}) {
    if (first <= edge && edge < last) {
      split_range(first, edge, out);
      split_range(edge + 1, last, out);
      return;
    }
  }
  if (first >= 0xD800 && last <= 0xDFFF) return;  // surrogates have no UTF-8 form
  for (int bits = 6; first > 0x7F && bits <= 18; bits += 6) {
    const char32_t low = (char32_t{1} << bits) - 1;
    if ((first & ~low) == (last & ~low)) break;
    if ((first & low) != 0) {
      split_range(first, first | low, out);
      split_range((first | low) + 1, last, out);
      return;
    }
    if ((last & low) != low) {
      split_range(first, (last & ~low) - 1, out);
      split_range(last & ~low, last, out);
      return;
    }
  }
  const std::string from = encoded(first);
  const std::string to = encoded(last);
  BytePath path;
  for (std::size_t i = 0; i < from.size(); ++i) {
    path.push_back({static_cast<std::uint8_t>(from[i]), static_cast<std::uint8_t>(to[i])});
  }
  out.push_back(path);
}

ByteSet byte_range(std::uint8_t first, std::uint8_t last) {
  ByteSet set;
  for (unsigned byte = first; byte <= last; ++byte) set.set(byte);
  return set;
}

}  // namespace

void GrammarBuilder::fail(std::string what) {
  if (failure_.empty()) failure_ = "grammar: rule '" + current_ + "': " + std::move(what);
}

std::uint32_t GrammarBuilder::declare(std::string name) {
  names_.push_back(std::move(name));
  program_.alternatives.emplace_back();
  return static_cast<std::uint32_t>(names_.size() - 1);
}

std::uint32_t GrammarBuilder::helper_rule() {
  if (names_.size() >= kMostRules) fail("too large; at most " + std::to_string(kMostRules) + " rules");
  return declare(current_);
}

GrammarBuilder::Element GrammarBuilder::bytes(const ByteSet& set) {
  const auto [at, added] = set_index_.try_emplace(set.to_string(), program_.byte_sets.size());
  if (added) program_.byte_sets.push_back(set);
  return {GrammarProgram::Op::kBytes, at->second};
}

void GrammarBuilder::add_alternative(std::uint32_t rule, const Alternative& alternative) {
  if (program_.elements.size() + alternative.size() >= kMostElements) {
    fail("too large; at most " + std::to_string(kMostElements) + " elements");
  }
  if (!failure_.empty()) return;
  program_.alternatives[rule].push_back(static_cast<std::uint32_t>(program_.elements.size()));
  program_.elements.insert(program_.elements.end(), alternative.begin(), alternative.end());
  program_.elements.push_back({});
}

void GrammarBuilder::lower_class(const std::vector<CodeRange>& ranges, Alternative& out) {
  const std::vector<CodeRange> sorted = normalised(ranges);
  const auto known = class_rules_.find(sorted);
  if (known != class_rules_.end()) {
    out.push_back({GrammarProgram::Op::kRule, known->second});
    return;
  }
  ByteSet single;
  std::vector<BytePath> paths;
  for (const CodeRange& range : sorted) split_range(range.first, range.last, paths);
  for (const BytePath& path : paths) {
    if (path.size() == 1) single |= byte_range(path[0].first, path[0].second);
  }
  if (single.any() &&
      std::all_of(paths.begin(), paths.end(), [](const auto& path) { return path.size() == 1; })) {
    out.push_back(bytes(single));
    return;
  }
  const std::uint32_t rule = helper_rule();
  class_rules_[sorted] = rule;
  if (single.any()) add_alternative(rule, {bytes(single)});
  for (const BytePath& path : paths) {
    if (path.size() == 1) continue;
    Alternative alternative;
    for (const auto& [first, last] : path) alternative.push_back(bytes(byte_range(first, last)));
    add_alternative(rule, alternative);
  }
  out.push_back({GrammarProgram::Op::kRule, rule});
}

void GrammarBuilder::lower_repeat(const GrammarExpression& expression, Alternative& out) {
  const bool unlimited = expression.most == GrammarExpression::kUnlimited;
  if (expression.least > kMostRepeats || (!unlimited && expression.most > kMostRepeats) ||
      expression.least > expression.most) {
    fail("a repetition that can't be made; expected at most " + std::to_string(kMostRepeats) + " times");
    return;
  }
  Alternative body;
  lower(expression.parts[0], body);
  if (body.size() > 1) {
    const std::uint32_t rule = helper_rule();
    add_alternative(rule, body);
    body = {{GrammarProgram::Op::kRule, rule}};
  }
  if (out.size() + expression.least > kMostElements) return fail("too large");
  for (std::size_t i = 0; i < expression.least; ++i) out.insert(out.end(), body.begin(), body.end());
  if (unlimited) {
    const std::uint32_t rule = helper_rule();
    Alternative again = body;
    again.push_back({GrammarProgram::Op::kRule, rule});
    add_alternative(rule, again);
    add_alternative(rule, {});
    out.push_back({GrammarProgram::Op::kRule, rule});
    return;
  }
  Alternative rest;  // ((body)? body)? : innermost first
  for (std::size_t i = expression.least; i < expression.most && failure_.empty(); ++i) {
    const std::uint32_t rule = helper_rule();
    Alternative once = body;
    once.insert(once.end(), rest.begin(), rest.end());
    add_alternative(rule, once);
    add_alternative(rule, {});
    rest = {{GrammarProgram::Op::kRule, rule}};
  }
  out.insert(out.end(), rest.begin(), rest.end());
}

void GrammarBuilder::lower(const GrammarExpression& expression, Alternative& out) {
  if (!failure_.empty()) return;
  using Kind = GrammarExpression::Kind;
  switch (expression.kind) {
    case Kind::kBytes:
      for (const char byte : expression.bytes) {
        const auto value = static_cast<std::uint8_t>(byte);
        out.push_back(bytes(byte_range(value, value)));
      }
      return;
    case Kind::kClass:
      return lower_class(expression.ranges, out);
    case Kind::kSequence:
      for (const GrammarExpression& part : expression.parts) lower(part, out);
      return;
    case Kind::kChoice: {
      const std::uint32_t rule = helper_rule();
      for (const GrammarExpression& part : expression.parts) {
        Alternative alternative;
        lower(part, alternative);
        add_alternative(rule, alternative);
      }
      out.push_back({GrammarProgram::Op::kRule, rule});
      return;
    }
    case Kind::kRepeat:
      return lower_repeat(expression, out);
    case Kind::kRule:
      out.push_back({GrammarProgram::Op::kRule, expression.rule});
      return;
  }
}

void GrammarBuilder::define(std::uint32_t rule, const GrammarExpression& expression) {
  current_ = names_[rule];
  const bool choice = expression.kind == GrammarExpression::Kind::kChoice;
  const std::size_t n = choice ? expression.parts.size() : 1;
  for (std::size_t i = 0; i < n; ++i) {
    Alternative alternative;
    lower(choice ? expression.parts[i] : expression, alternative);
    add_alternative(rule, alternative);
  }
}

// Which rules derive some text: any (with_bytes), or the empty one. Linear in the program's size.
std::vector<bool> GrammarBuilder::derivable(bool with_bytes) const {
  const std::size_t n_rules = names_.size();
  std::vector<bool> done(n_rules);
  std::vector<std::uint32_t> ready;
  struct Pending {
    std::uint32_t rule;
    std::size_t missing;
  };
  std::vector<Pending> pending;
  std::vector<std::vector<std::size_t>> waits_for(n_rules);
  for (std::uint32_t rule = 0; rule < n_rules; ++rule) {
    for (std::uint32_t at : program_.alternatives[rule]) {
      pending.push_back({rule, 0});
      for (; program_.elements[at].op != GrammarProgram::Op::kEnd; ++at) {
        const Element element = program_.elements[at];
        if (element.op == GrammarProgram::Op::kRule) {
          waits_for[element.value].push_back(pending.size() - 1);
          ++pending.back().missing;
        } else if (!with_bytes) {
          ++pending.back().missing;  // never satisfied
        }
      }
      if (pending.back().missing == 0 && !done[rule]) {
        done[rule] = true;
        ready.push_back(rule);
      }
    }
  }
  while (!ready.empty()) {
    const std::uint32_t rule = ready.back();
    ready.pop_back();
    for (const std::size_t index : waits_for[rule]) {
      Pending& one = pending[index];
      if (--one.missing > 0 || done[one.rule]) continue;
      done[one.rule] = true;
      ready.push_back(one.rule);
    }
  }
  return done;
}

// No rule may reach itself at its own left edge: a topological order of those edges must exist.
Status GrammarBuilder::check_left_recursion() const {
  const std::vector<bool> nullable = derivable(false);
  const std::size_t n_rules = names_.size();
  std::vector<std::vector<std::uint32_t>> edges(n_rules);
  std::vector<std::size_t> incoming(n_rules);
  for (std::uint32_t rule = 0; rule < n_rules; ++rule) {
    for (std::uint32_t at : program_.alternatives[rule]) {
      for (; program_.elements[at].op == GrammarProgram::Op::kRule; ++at) {
        const std::uint32_t called = program_.elements[at].value;
        edges[rule].push_back(called);
        ++incoming[called];
        if (!nullable[called]) break;
      }
    }
  }
  std::vector<std::uint32_t> free;
  for (std::uint32_t rule = 0; rule < n_rules; ++rule) {
    if (incoming[rule] == 0) free.push_back(rule);
  }
  std::size_t removed = 0;
  while (!free.empty()) {
    const std::uint32_t rule = free.back();
    free.pop_back();
    ++removed;
    for (const std::uint32_t called : edges[rule]) {
      if (--incoming[called] == 0) free.push_back(called);
    }
  }
  if (removed == n_rules) return {};
  std::uint32_t rule = 0;
  while (incoming[rule] == 0) ++rule;
  return input_error("grammar: rule '" + names_[rule] +
                     "': left recursion; expected something that reads a byte before the rule comes again");
}

Result<GrammarProgram> GrammarBuilder::build(std::uint32_t start) {
  if (!failure_.empty()) return input_error(failure_);
  if (names_.size() > kMostRules) return input_error("grammar: more than 100000 rules");
  const std::vector<bool> productive = derivable(true);
  for (std::size_t rule = 0; rule < names_.size(); ++rule) {
    if (!productive[rule]) {
      return input_error("grammar: rule '" + names_[rule] +
                         "': can never end; expected an alternative that does");
    }
  }
  ST_RETURN_IF_ERROR(check_left_recursion());
  program_.start = start;
  return std::move(program_);
}

}  // namespace st
