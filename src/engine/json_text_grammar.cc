#include "engine/json_text_grammar.h"

#include <array>
#include <cstdio>
#include <string>

namespace st {
namespace {

using Expression = GrammarExpression;

// What stands in a JSON string as itself.
const std::vector<CodeRange>& plain_ranges() {
  static const std::vector<CodeRange> ranges = complement({{0, 0x1F}, {'"', '"'}, {'\\', '\\'}});
  return ranges;
}

std::string shortest_escape(char32_t value) {
  switch (value) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default: {
      std::array<char, 8> text{};
      std::snprintf(text.data(), text.size(), "\\u%04x", static_cast<unsigned>(value));
      return text.data();
    }
  }
}

Expression hex_digit() {
  return Expression::one_of({{'0', '9'}, {'A', 'F'}, {'a', 'f'}});
}

Expression digits(std::size_t least, std::size_t most) {
  return Expression::repeat(Expression::one_of({{'0', '9'}}), least, most);
}

}  // namespace

Expression json_any_character() {
  const Expression hex2 = Expression::repeat(hex_digit(), 2, 2);
  const Expression not_d = Expression::one_of({{'0', '9'}, {'A', 'C'}, {'E', 'F'}, {'a', 'c'}, {'e', 'f'}});
  const Expression d = Expression::one_of({{'D', 'D'}, {'d', 'd'}});
  const Expression high = Expression::one_of({{'8', '9'}, {'A', 'B'}, {'a', 'b'}});
  const Expression low = Expression::one_of({{'C', 'F'}, {'c', 'f'}});
  return Expression::choice(
      {Expression::one_of(plain_ranges()),
       Expression::sequence(
           {Expression::text("\\"),
            Expression::choice(
                {Expression::one_of({{'"', '"'},
                                     {'\\', '\\'},
                                     {'/', '/'},
                                     {'b', 'b'},
                                     {'f', 'f'},
                                     {'n', 'n'},
                                     {'r', 'r'},
                                     {'t', 't'}}),
                 Expression::sequence(
                     {Expression::text("u"), not_d, Expression::repeat(hex_digit(), 3, 3)}),
                 Expression::sequence({Expression::text("u"), d, Expression::one_of({{'0', '7'}}), hex2}),
                 Expression::sequence(
                     {Expression::text("u"), d, high, hex2, Expression::text("\\u"), d, low, hex2})})})});
}

Expression json_character(const std::vector<CodeRange>& ranges) {
  std::vector<Expression> spellings;
  const std::vector<CodeRange> plain = intersection(ranges, plain_ranges());
  if (!plain.empty()) spellings.push_back(Expression::one_of(plain));
  for (const CodeRange& range : intersection(ranges, {{0, 0x1F}, {'"', '"'}, {'\\', '\\'}})) {
    for (char32_t value = range.first; value <= range.last; ++value) {
      spellings.push_back(Expression::text(shortest_escape(value)));
    }
  }
  return Expression::choice(std::move(spellings));
}

Expression json_integer() {
  return Expression::sequence(
      {Expression::repeat(Expression::text("-"), 0, 1),
       Expression::choice({Expression::text("0"),
                           Expression::sequence({Expression::one_of({{'1', '9'}}), digits(0, 17)})})});
}

Expression json_number() {
  const Expression fraction = Expression::sequence({Expression::text("."), digits(1, 18)});
  const Expression sign = Expression::repeat(Expression::one_of({{'+', '+'}, {'-', '-'}}), 0, 1);
  const Expression exponent =
      Expression::sequence({Expression::one_of({{'E', 'E'}, {'e', 'e'}}), sign, digits(1, 2)});
  return Expression::sequence(
      {json_integer(), Expression::repeat(fraction, 0, 1), Expression::repeat(exponent, 0, 1)});
}

}  // namespace st
